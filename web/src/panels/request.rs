//! A request that a client is to make: who asks, whom, and what for.

use quorate_proto::{Key, NodeId, Operation, Phrase};
use quorate_sim::Action;
use yew::{Html, SubmitEvent, hook};

use super::PanelProps;
use super::fields::{named_choice, text_field};
use crate::components::part::part;
use crate::hooks::use_state_eq;
use crate::text::actions;
use crate::text::panels as words;
use crate::view::{Callback, view};

#[derive(PartialEq)]
pub(crate) struct RequestProps {
    pub(crate) panel: PanelProps,
    /// Whom to ask, if somebody is meant in particular.
    pub(crate) to: Option<NodeId>,
    /// Who asks, if somebody is meant in particular.
    pub(crate) client: Option<NodeId>,
    /// Called when the request is under way.
    pub(crate) sent: Callback<()>,
}

/// What the visitor has filled in so far.
#[derive(Clone, PartialEq)]
struct Draft {
    client: NodeId,
    to: Option<NodeId>,
    kind: Kind,
    key: String,
    value: String,
    expected: String,
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Set,
    Add,
    Get,
    Cas,
}

const KINDS: [(Kind, &Phrase<0>); 4] = [
    (Kind::Set, &actions::OPERATION_SET),
    (Kind::Add, &actions::OPERATION_ADD),
    (Kind::Get, &actions::OPERATION_GET),
    (Kind::Cas, &actions::OPERATION_CAS),
];

impl Draft {
    /// The operation, or what is wrong with it.
    fn operation(&self) -> Result<Operation, &'static Phrase<0>> {
        let key = Key::new(self.key.trim()).ok_or(&words::REQUEST_BAD_KEY)?;
        let number =
            |text: &str| text.trim().parse::<i64>().map_err(|_| &words::REQUEST_BAD_NUMBER);
        Ok(match self.kind {
            Kind::Set => Operation::Set { key, value: number(&self.value)? },
            Kind::Add => Operation::Add { key, value: number(&self.value)? },
            Kind::Get => Operation::Get { key },
            Kind::Cas => Operation::Cas {
                key,
                expected: number(&self.expected)?,
                value: number(&self.value)?,
            },
        })
    }
}

part! {
    /// The form.
    pub(crate) fn request_form(RequestProps) = use_request_form;
}

#[hook]
fn use_request_form(props: &RequestProps) -> Html {
    let RequestProps { panel, to, client, sent } = props;
    let draft = use_state_eq(|| Draft {
        client: client.unwrap_or(NodeId::client(0)),
        to: *to,
        kind: Kind::Set,
        key: "x".to_owned(),
        value: "5".to_owned(),
        expected: "5".to_owned(),
    });
    let (nodes, clients) = panel.session.read(|session| {
        (session.world().slots().len() as u16, session.world().clients().len() as u16)
    });
    if clients == 0 {
        return view! { <p class="note">{ panel.say(&words::REQUEST_NO_CLIENT) }</p> };
    }
    let operation = draft.operation();
    let send = {
        let (session, draft, sent) = (panel.session.clone(), (*draft).clone(), sent.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            if let Ok(operation) = draft.operation() {
                let (client, to) = (draft.client, draft.to);
                session.act(Action::Request { client, to, operation });
                sent.emit(());
            }
        })
    };
    let edit = |change: fn(&mut Draft, String)| {
        let (setter, present) = (draft.setter(), (*draft).clone());
        Callback::from(move |text: String| {
            let mut next = present.clone();
            change(&mut next, text);
            setter.set(next);
        })
    };
    let whole = operation.map_or_else(
        |_| panel.say(&actions::REQUEST_SEND).to_owned(),
        |operation| format!("{}: {operation}", panel.say(&actions::REQUEST_SEND)),
    );
    view! {
        <form class="request" onsubmit={send} novalidate={true}>
            { who_and_whom(panel, &draft, (nodes, clients), &edit) }
            { what(panel, &draft, &edit) }
            if let Err(wrong) = operation {
                <p class="note is-error" role="alert">{ panel.say(wrong) }</p>
            }
            <button type="submit" class="primary" disabled={operation.is_err()}>{ whole }</button>
        </form>
    }
}

/// A way to change one field of the draft.
type Edit<'a> = &'a dyn Fn(fn(&mut Draft, String)) -> Callback<String>;

fn who_and_whom(
    panel: &PanelProps,
    draft: &Draft,
    (nodes, clients): (u16, u16),
    edit: Edit<'_>,
) -> Html {
    let clients = (0..clients).map(|index| NodeId::client(index).to_string());
    let nodes = (0..nodes).map(|index| NodeId::new(index).to_string());
    let leader = (String::new(), panel.say(&actions::REQUEST_TO_LEADER).to_owned());
    let whom = std::iter::once(leader).chain(nodes.map(|name| (name.clone(), name)));
    let to = draft.to.map_or_else(String::new, |node| node.to_string());
    let choose_client = edit(|draft, text| draft.client = named(&text, draft.client));
    let choose_to = edit(|draft, text| {
        draft.to = NodeId::parse_prefix(&text).map(|(node, _)| node);
    });
    let who = clients.map(|name| (name.clone(), name));
    let client = draft.client.to_string();
    view! {
        <>
            { named_choice(panel.say(&actions::REQUEST_CLIENT), who, &client, choose_client) }
            { named_choice(panel.say(&actions::REQUEST_TO), whom, &to, choose_to) }
        </>
    }
}

fn what(panel: &PanelProps, draft: &Draft, edit: Edit<'_>) -> Html {
    let kinds = KINDS.iter().enumerate();
    let kinds = kinds.map(|(index, (_, words))| (index.to_string(), panel.say(words).to_owned()));
    let kind = KINDS.iter().position(|(kind, _)| *kind == draft.kind).unwrap_or(0).to_string();
    let choose = edit(|draft, text| {
        let found = text.parse().ok().and_then(|index: usize| KINDS.get(index));
        draft.kind = found.map_or(draft.kind, |(kind, _)| *kind);
    });
    view! {
        <>
            { named_choice(panel.say(&actions::REQUEST_OPERATION), kinds, &kind, choose) }
            { text_field(panel.say(&actions::REQUEST_KEY), &draft.key,
                edit(|draft, text| draft.key = text)) }
            if draft.kind == Kind::Cas {
                { text_field(panel.say(&actions::REQUEST_EXPECTED), &draft.expected,
                    edit(|draft, text| draft.expected = text)) }
            }
            if draft.kind != Kind::Get {
                { text_field(panel.say(&actions::REQUEST_VALUE), &draft.value,
                    edit(|draft, text| draft.value = text)) }
            }
        </>
    }
}

fn named(text: &str, otherwise: NodeId) -> NodeId {
    NodeId::parse_prefix(text).map_or(otherwise, |(found, _)| found)
}
