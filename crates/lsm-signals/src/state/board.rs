// SPDX-License-Identifier: MIT OR Apache-2.0
//! The latest state of everything, in the order of the last changes.

use std::collections::HashMap;

use super::Value;

/// The latest state of everything a sender tells about, ordered by when it last changed.
///
/// Every change takes the next generation. What changed since a generation is the end of the
/// list behind it: so a receiver that fell behind needs no queue of its own, only the generation
/// that it has seen, and nothing here grows with the number of changes, only with that of things.
#[derive(Debug)]
pub struct Board {
    generation: u64,
    entries: Vec<Entry>,
    first: Option<usize>,
    last: Option<usize>,
    objects: HashMap<String, Vec<usize>>,
}

/// A thing with a state.
#[derive(Debug)]
pub struct Entry {
    /// The generation of its last change; 0 if it has never got a state.
    pub generation: u64,
    previous: Option<usize>,
    next: Option<usize>,
    /// What it is.
    pub content: Content,
}

/// What has a state.
#[derive(Debug)]
pub enum Content {
    /// A kind of signal of which the last one says everything.
    Signal {
        /// The number of the kind.
        kind: usize,
        /// The body of the last signal.
        body: Vec<u8>,
    },
    /// One interface of one object.
    Object(Object),
}

/// One interface of one object, with its properties.
#[derive(Debug)]
pub struct Object {
    /// The path of the object.
    pub path: String,
    /// The interface.
    pub interface: String,
    /// Its properties, in the order of their first appearance.
    pub properties: Vec<Property>,
    /// The generation that was published last.
    pub published: u64,
}

/// A property with the last value it was given.
#[derive(Debug)]
pub struct Property {
    /// Its name.
    pub name: String,
    /// Its value; none if all that is known is that an earlier one does not hold any more.
    pub value: Option<Value>,
    /// The generation of its last change.
    pub generation: u64,
}

impl Object {
    /// About how many bytes the properties take that changed after `generation`.
    #[must_use]
    pub fn size_since(&self, generation: u64) -> usize {
        let properties = self.properties.iter().filter(|property| property.generation > generation);
        let size = |property: &Property| {
            property.name.len() + 16 + property.value.as_ref().map_or(0, Value::size)
        };
        self.path.len() + self.interface.len() + 48 + properties.map(size).sum::<usize>()
    }
}

impl Board {
    /// An empty board whose first change gets the generation after `generation`.
    #[must_use]
    pub fn new(generation: u64) -> Board {
        Board { generation, entries: Vec::new(), first: None, last: None, objects: HashMap::new() }
    }

    /// The generation of the last change.
    #[must_use]
    pub const fn generation(&self) -> u64 {
        self.generation
    }

    /// Makes a place for the state of a kind of signal.
    pub fn add_signal(&mut self, kind: usize) -> usize {
        self.add(Content::Signal { kind, body: Vec::new() })
    }

    fn add(&mut self, content: Content) -> usize {
        self.entries.push(Entry { generation: 0, previous: None, next: None, content });
        self.entries.len() - 1
    }

    /// The entry with this number.
    #[must_use]
    pub fn get(&self, at: usize) -> Option<&Entry> {
        self.entries.get(at)
    }

    /// Keeps the last body of a signal; `write` puts it into the buffer of the one before.
    pub fn keep_signal(&mut self, at: usize, write: impl FnOnce(&mut Vec<u8>)) {
        self.touch(at);
        if let Some(Entry { content: Content::Signal { body, .. }, .. }) = self.entries.get_mut(at)
        {
            body.clear();
            write(body);
        }
    }

    /// Sets a property, or says with `None` that its value is not what it was. Gives the number of
    /// the entry, and whether it had nothing unpublished before. None if nothing changes.
    pub fn set(
        &mut self,
        path: &str,
        interface: &str,
        name: &str,
        value: Option<Value>,
    ) -> Option<(usize, bool)> {
        let at = self.object(path, interface);
        let next = self.generation + 1;
        let entry = self.entries.get_mut(at)?;
        let clean = match &mut entry.content {
            Content::Object(object) => {
                let clean = object.published >= entry.generation;
                match object.properties.iter_mut().find(|property| property.name == name) {
                    Some(property) if value.is_some() && property.value == value => return None,
                    Some(property) => {
                        property.value = value;
                        property.generation = next;
                    }
                    None => object.properties.push(Property {
                        name: name.into(),
                        value,
                        generation: next,
                    }),
                }
                clean
            }
            Content::Signal { .. } => return None,
        };
        self.touch(at);
        Some((at, clean))
    }

    /// Everybody healthy has been sent what there is of this object.
    pub fn published(&mut self, at: usize) {
        if let Some(entry) = self.entries.get_mut(at)
            && let Content::Object(object) = &mut entry.content
        {
            object.published = entry.generation;
        }
    }

    fn find(&self, path: &str, interface: &str) -> Option<usize> {
        self.objects.get(path)?.iter().copied().find(|at| match self.get(*at).map(|e| &e.content) {
            Some(Content::Object(object)) => object.interface == interface,
            _ => false,
        })
    }

    /// Whether this interface of this object ever got a property.
    #[must_use]
    pub fn knows(&self, path: &str, interface: &str) -> bool {
        self.find(path, interface).is_some()
    }

    /// The number of the entry of this interface of this object, which is made if need be.
    fn object(&mut self, path: &str, interface: &str) -> usize {
        if let Some(at) = self.find(path, interface) {
            return at;
        }
        let at = self.add(Content::Object(Object {
            path: path.into(),
            interface: interface.into(),
            properties: Vec::new(),
            published: 0,
        }));
        self.objects.entry(path.into()).or_default().push(at);
        at
    }

    /// Gives an entry the next generation and moves it to the end.
    fn touch(&mut self, at: usize) {
        self.generation += 1;
        if self.last != Some(at) {
            self.unlink(at);
            self.link_last(at);
        }
        if let Some(entry) = self.entries.get_mut(at) {
            entry.generation = self.generation;
        }
    }

    fn unlink(&mut self, at: usize) {
        let Some(entry) = self.entries.get_mut(at) else { return };
        let (previous, next) = (entry.previous.take(), entry.next.take());
        match previous.and_then(|at| self.entries.get_mut(at)) {
            Some(entry) => entry.next = next,
            None if self.first == Some(at) => self.first = next,
            None => {}
        }
        if let Some(entry) = next.and_then(|at| self.entries.get_mut(at)) {
            entry.previous = previous;
        }
    }

    fn link_last(&mut self, at: usize) {
        let before = self.last.replace(at);
        match before.and_then(|at| self.entries.get_mut(at)) {
            Some(entry) => entry.next = Some(at),
            None => self.first = Some(at),
        }
        if let Some(entry) = self.entries.get_mut(at) {
            entry.previous = before;
        }
    }

    /// What changed after `generation`, the oldest change first.
    pub fn since(&self, generation: u64) -> impl Iterator<Item = (usize, &Entry)> {
        let mut from = None;
        let mut at = self.last;
        while let Some(entry) = at.and_then(|at| self.entries.get(at)) {
            if entry.generation <= generation {
                break;
            }
            from = at;
            at = entry.previous;
        }
        std::iter::successors(
            from.and_then(|at| Some((at, self.entries.get(at)?))),
            |(_, entry)| entry.next.and_then(|at| Some((at, self.entries.get(at)?))),
        )
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn changed(board: &Board, generation: u64) -> Vec<String> {
        let name = |entry: &Entry| match &entry.content {
            Content::Signal { kind, .. } => kind.to_string(),
            Content::Object(object) => format!("{} {}", object.path, object.interface),
        };
        board.since(generation).map(|(_, entry)| name(entry)).collect()
    }

    #[test]
    fn what_changed_since_is_told_once_per_thing_in_the_order_of_the_last_change() {
        let mut board = Board::new(100);
        let signal = board.add_signal(7);
        board.set("/a", "x", "P", Some(1u32.into()));
        board.set("/b", "x", "P", Some(1u32.into()));
        board.keep_signal(signal, |body| body.push(1));
        board.set("/a", "x", "Q", Some(2u32.into()));
        board.set("/a", "y", "P", Some(3u32.into()));
        assert_eq!(changed(&board, 100), ["/b x", "7", "/a x", "/a y"]);
        assert_eq!(changed(&board, 103), ["/a x", "/a y"]);
        assert_eq!(changed(&board, board.generation()), Vec::<String>::new());
        assert_eq!(changed(&board, 0).len(), 4);
    }

    #[test]
    fn the_same_value_again_is_no_change() {
        let mut board = Board::new(0);
        assert_eq!(board.set("/a", "x", "P", Some("v".into())), Some((0, true)));
        assert_eq!(board.set("/a", "x", "P", Some("v".into())), None);
        assert_eq!(board.set("/a", "x", "P", Some("w".into())), Some((0, false)));
        board.published(0);
        assert_eq!(board.set("/a", "x", "P", None), Some((0, true)));
        assert_eq!(board.generation(), 3);
    }

    proptest! {
        /// Whoever starts with any generation and applies what changed since has the last state.
        #[test]
        fn a_reader_of_what_changed_since_has_the_last_state(
            changes in prop::collection::vec((0u8..6, 0u8..3, 0u32..5), 1..60),
            from in 0usize..60,
        ) {
            let mut board = Board::new(0);
            let mut copy = HashMap::new();
            let mut seen = 0;
            for (step, (object, property, value)) in changes.iter().enumerate() {
                board.set(&format!("/{object}"), "x", &property.to_string(), Some((*value).into()));
                if step == from % changes.len() {
                    seen = apply(&board, seen, &mut copy);
                }
            }
            apply(&board, seen, &mut copy);
            let mut last = HashMap::new();
            for (object, property, value) in changes {
                last.insert((format!("/{object}"), property.to_string()), Value::from(value));
            }
            prop_assert_eq!(copy, last);
        }
    }

    fn apply(board: &Board, seen: u64, copy: &mut HashMap<(String, String), Value>) -> u64 {
        let mut last = seen;
        for (_, entry) in board.since(seen) {
            assert!(entry.generation > last);
            last = entry.generation;
            let Content::Object(object) = &entry.content else { continue };
            for property in object.properties.iter().filter(|property| property.generation > seen) {
                let key = (object.path.clone(), property.name.clone());
                copy.insert(key, property.value.clone().unwrap());
            }
        }
        last
    }
}
