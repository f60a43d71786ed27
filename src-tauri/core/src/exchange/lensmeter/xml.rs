//! What the XML of all lensmeters has in common: the root, which measurement is a lensmeter's, and who took it.

use super::values::{FoundPair, name, step};
use super::{InstrumentReading, NotAReading, joia_xml, nidek_xml};
use roxmltree::{Document, Node, ParsingOptions};

/// A reading has some hundred elements.
const MAX_NODES: u32 = 10_000;

/// Reads one file. Document types and entities are refused by the parser.
pub(super) fn read(text: &str) -> Result<InstrumentReading, NotAReading> {
    let options = ParsingOptions { allow_dtd: false, nodes_limit: MAX_NODES, ..ParsingOptions::default() };
    let document = Document::parse_with_options(text, options)
        // A lensmeter's file that does not close was cut while it was written.
        .map_err(|_| if text.contains("Ophthalmology") { NotAReading::Garbled } else { NotAReading::NotALensmeter })?;
    let root = document.root_element();
    if root.tag_name().name() != "Ophthalmology" {
        return Err(NotAReading::NotALensmeter);
    }
    let mut measures = root.children().filter(|node| node.tag_name().name() == "Measure" && is_lensmeter(node));
    let measure = measures.next().ok_or(NotAReading::NotALensmeter)?;
    if measures.next().is_some() {
        return Err(NotAReading::MoreThanOne);
    }
    let mut pair = FoundPair { step: step(text_of(measure, &["DiopterStep"])?)?, ..FoundPair::default() };
    if let Some(common) = only(root, &["Common"])? {
        pair.instrument = name(&words(common, ["Company", "ModelName"])?);
        pair.taken_at_text = name(&words(common, ["Date", "Time"])?);
    }
    match measure.tag_name().namespace() {
        Some(_) => joia_xml::read(measure, pair),
        None => nidek_xml::read(measure, pair),
    }
}

fn is_lensmeter(measure: &Node<'_, '_>) -> bool {
    ["type", "Type"].iter().any(|name| measure.attribute(*name).is_some_and(|of| of.trim().eq_ignore_ascii_case("LM")))
}

fn words(node: Node<'_, '_>, [first, second]: [&str; 2]) -> Result<String, NotAReading> {
    Ok(format!("{} {}", text_of(node, &[first])?, text_of(node, &[second])?))
}

/// The one child of any of these names, whatever its namespace.
///
/// # Errors
/// [`NotAReading::MoreThanOne`]: which of two would it be?
pub(super) fn only<'a, 'input>(node: Node<'a, 'input>, names: &[&str]) -> Result<Option<Node<'a, 'input>>, NotAReading> {
    let mut found = node.children().filter(|child| child.is_element() && names.contains(&child.tag_name().name()));
    let first = found.next();
    if found.next().is_some() { Err(NotAReading::MoreThanOne) } else { Ok(first) }
}

/// The text of the one child of any of these names; empty when there is none.
pub(super) fn text_of<'a>(node: Node<'a, '_>, names: &[&str]) -> Result<&'a str, NotAReading> {
    Ok(only(node, names)?.and_then(|child| child.text()).unwrap_or("").trim())
}
