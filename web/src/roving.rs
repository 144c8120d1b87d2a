//! The keyboard on the stage: one stop for Tab, arrows within it.

use crate::state::Selection;

/// What can be reached, in three rows: participants, messages, links.
pub(crate) type Rows = [Vec<Selection>; 3];

/// Where an arrow leads. Left and right go along a row, up and down to another row; from nowhere
/// every arrow leads to the first thing there is.
pub(crate) fn rove(rows: &Rows, here: Selection, key: &str) -> Selection {
    let found = rows
        .iter()
        .enumerate()
        .find_map(|(row, things)| Some((row, things.iter().position(|thing| *thing == here)?)));
    let first = || rows.iter().flatten().next().copied().unwrap_or_default();
    let Some((row, column)) = found else { return first() };
    let along = |column: usize| rows.get(row).and_then(|things| things.get(column)).copied();
    let length = rows.get(row).map_or(1, Vec::len).max(1);
    let across = |step: usize| {
        let rows_on = (1..=rows.len()).map(|count| (row + step * count) % rows.len());
        let mut filled = rows_on.filter_map(|row| rows.get(row)?.first());
        filled.next().copied()
    };
    let next = match key {
        "ArrowRight" => along((column + 1) % length),
        "ArrowLeft" => along((column + length - 1) % length),
        "ArrowDown" => across(1),
        "ArrowUp" => across(rows.len() - 1),
        "Home" => along(0),
        "End" => along(length - 1),
        _ => None,
    };
    next.unwrap_or(here)
}

#[cfg(test)]
mod tests {
    use quorate_proto::NodeId;

    use super::*;

    fn node(index: u16) -> Selection {
        Selection::Node(NodeId::new(index))
    }

    #[test]
    fn arrows_go_round_a_row_and_skip_empty_ones() {
        let link = Selection::link(NodeId::new(0), NodeId::new(1));
        let rows = [vec![node(0), node(1), node(2)], Vec::new(), vec![link]];
        assert_eq!(rove(&rows, Selection::Nothing, "ArrowUp"), node(0));
        assert_eq!(rove(&rows, node(2), "ArrowRight"), node(0));
        assert_eq!(rove(&rows, node(0), "ArrowLeft"), node(2));
        assert_eq!(rove(&rows, node(1), "ArrowDown"), link);
        assert_eq!(rove(&rows, link, "ArrowDown"), node(0));
        assert_eq!(rove(&rows, node(1), "End"), node(2));
        assert_eq!(rove(&rows, node(1), "x"), node(1));
    }

    #[test]
    fn an_empty_stage_has_nothing_to_choose() {
        let rows = [Vec::new(), Vec::new(), Vec::new()];
        assert_eq!(rove(&rows, Selection::Nothing, "ArrowRight"), Selection::Nothing);
        assert_eq!(rove(&rows, node(0), "ArrowRight"), Selection::Nothing);
    }
}
