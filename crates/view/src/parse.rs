//! From what is written to a tree of nodes.

use std::iter::Peekable;

use proc_macro2::token_stream::IntoIter;
use proc_macro2::{Delimiter, Literal, Span, TokenStream, TokenTree};
use quote::ToTokens;

pub(crate) enum Node {
    /// Known words.
    Words(Literal),
    /// `{ expression }`.
    Expression(TokenStream),
    /// `{ for iterator }`.
    Each(TokenStream),
    /// `if` and `else`: conditions, each with its nodes; the last may have none.
    Branches(Vec<(Option<TokenStream>, Vec<Node>)>),
    Element(Element),
}

pub(crate) struct Element {
    pub(crate) tag: Tag,
    pub(crate) attributes: Vec<(String, Value)>,
    pub(crate) children: Vec<Node>,
}

pub(crate) enum Tag {
    Known(String),
    Expression(TokenStream),
}

pub(crate) enum Value {
    Words(Literal),
    Expression(TokenStream),
}

/// Why something is no view.
pub(crate) struct Refusal {
    pub(crate) place: Span,
    pub(crate) why: String,
}

type Read<T> = Result<T, Refusal>;

/// Reads a view: any number of nodes.
pub(crate) fn parse(input: TokenStream) -> Read<Vec<Node>> {
    let mut reader = Reader::new(input);
    let nodes = reader.nodes()?;
    match reader.tokens.next() {
        None => Ok(nodes),
        Some(token) => Err(refuse(token.span(), "closes nothing")),
    }
}

fn refuse(place: Span, why: impl Into<String>) -> Refusal {
    Refusal { place, why: why.into() }
}

struct Reader {
    tokens: Peekable<IntoIter>,
    /// Where the last token stood: what is missing is missing after it.
    last: Span,
}

impl Reader {
    fn new(input: TokenStream) -> Self {
        Self { tokens: input.into_iter().peekable(), last: Span::call_site() }
    }

    fn next(&mut self) -> Option<TokenTree> {
        let token = self.tokens.next()?;
        self.last = token.span();
        Some(token)
    }

    fn missing(&self, why: impl Into<String>) -> Refusal {
        refuse(self.last, why)
    }

    fn is_next(&mut self, sign: char) -> bool {
        matches!(self.tokens.peek(), Some(TokenTree::Punct(punct)) if punct.as_char() == sign)
    }

    fn take(&mut self, sign: char) -> bool {
        let is_next = self.is_next(sign);
        if is_next {
            self.next();
        }
        is_next
    }

    fn expect(&mut self, sign: char) -> Read<()> {
        match self.take(sign) {
            true => Ok(()),
            false => Err(self.missing(format!("expected `{sign}` after this"))),
        }
    }

    fn take_word(&mut self, word: &str) -> bool {
        let is_next = matches!(self.tokens.peek(), Some(TokenTree::Ident(ident)) if ident == word);
        if is_next {
            self.next();
        }
        is_next
    }

    fn braces(&mut self) -> Option<TokenStream> {
        match self.tokens.peek() {
            Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace => {
                let inner = group.stream();
                self.next();
                Some(inner)
            }
            _ => None,
        }
    }

    /// Nodes until the end, or until the `/` of what closes the element around them.
    fn nodes(&mut self) -> Read<Vec<Node>> {
        let mut nodes = Vec::new();
        while self.tokens.peek().is_some() {
            if let Some(inner) = self.braces() {
                nodes.extend(block(inner));
            } else if self.take_word("if") {
                nodes.push(self.branches()?);
            } else if self.take('<') {
                if self.is_next('/') {
                    break;
                }
                self.tag(&mut nodes)?;
            } else {
                match self.next() {
                    Some(TokenTree::Literal(words)) => nodes.push(Node::Words(words)),
                    _ => return Err(self.missing("expected an element, `if`, braces or words")),
                }
            }
        }
        Ok(nodes)
    }

    /// What follows an `if`.
    fn branches(&mut self) -> Read<Node> {
        let mut branches = Vec::new();
        loop {
            let mut condition = TokenStream::new();
            let inner = loop {
                if let Some(inner) = self.braces() {
                    break inner;
                }
                let token = self.next();
                token
                    .ok_or_else(|| self.missing("expected nodes in braces"))?
                    .to_tokens(&mut condition);
            };
            branches.push((Some(condition), parse(inner)?));
            if !self.take_word("else") {
                break;
            }
            if self.take_word("if") {
                continue;
            }
            let inner = self.braces().ok_or_else(|| self.missing("expected nodes in braces"))?;
            branches.push((None, parse(inner)?));
            break;
        }
        Ok(Node::Branches(branches))
    }

    /// What follows a `<`: a list without a name, or an element.
    fn tag(&mut self, nodes: &mut Vec<Node>) -> Read<()> {
        if self.take('>') {
            nodes.extend(self.nodes()?);
            return self.close("");
        }
        if self.take('@') {
            let tag = self.braces().ok_or_else(|| self.missing("expected a tag in braces"))?;
            let element = self.element(Tag::Expression(tag), "@")?;
            nodes.push(Node::Element(element));
            return Ok(());
        }
        let name = self.name("expected a name")?;
        if name.starts_with(char::is_uppercase) {
            return Err(self.missing("a part is a function: call it in braces"));
        }
        let element = self.element(Tag::Known(name.clone()), &name)?;
        nodes.push(Node::Element(element));
        Ok(())
    }

    /// A name, which may have dashes.
    fn name(&mut self, expected: &str) -> Read<String> {
        let mut name = String::new();
        loop {
            match self.next() {
                Some(TokenTree::Ident(ident)) => name.push_str(&ident.to_string()),
                _ => return Err(self.missing(expected)),
            }
            if !self.take('-') {
                return Ok(name.trim_start_matches("r#").to_owned());
            }
            name.push('-');
        }
    }

    fn element(&mut self, tag: Tag, name: &str) -> Read<Element> {
        let mut element = Element { tag, attributes: Vec::new(), children: Vec::new() };
        loop {
            if self.take('>') {
                element.children = self.nodes()?;
                self.close(name)?;
                return Ok(element);
            }
            if self.take('/') {
                self.expect('>')?;
                return Ok(element);
            }
            element.attributes.push(self.attribute()?);
        }
    }

    fn attribute(&mut self) -> Read<(String, Value)> {
        if let Some(inner) = self.braces() {
            return Ok((inner.to_string(), Value::Expression(inner)));
        }
        let name = self.name("expected an attribute")?;
        self.expect('=')?;
        if let Some(inner) = self.braces() {
            return Ok((name, Value::Expression(inner)));
        }
        match self.next() {
            Some(TokenTree::Literal(words)) if words.to_string().starts_with('"') => {
                Ok((name, Value::Words(words)))
            }
            _ => Err(self.missing("expected a value in quotes or braces")),
        }
    }

    /// The rest of what closes an element, after its `<`.
    fn close(&mut self, name: &str) -> Read<()> {
        if !self.take('/') {
            return Err(self.missing(format!("`</{name}>` is missing")));
        }
        let closes = match name {
            "" => true,
            "@" => self.take('@'),
            name => self.name("expected a name")? == name,
        };
        match closes && self.take('>') {
            true => Ok(()),
            false => Err(self.missing(format!("expected `</{name}>`"))),
        }
    }
}

/// What stands in braces among nodes.
fn block(inner: TokenStream) -> Option<Node> {
    let mut reader = Reader::new(inner.clone());
    if reader.take_word("for") {
        return Some(Node::Each(reader.tokens.collect()));
    }
    match (reader.next(), reader.next()) {
        (None, _) => None,
        (Some(TokenTree::Literal(words)), None) => Some(Node::Words(words)),
        _ => Some(Node::Expression(inner)),
    }
}
