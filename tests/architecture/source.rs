//! The modules of a crate and what they import, read from its source.

use std::collections::BTreeMap;
use std::fmt;

use syn::visit::{self, Visit};
use syn::{Attribute, Item, UseTree, Visibility};

/// A path of names: of a module from the root of the crate, or of an item.
pub(crate) type Names = Vec<String>;

/// A module of the crate, without its tests.
struct Module {
    /// The file it stands in, below `src`.
    file: String,
    /// What its `use` lines name.
    uses: BTreeMap<String, Use>,
    /// Every path that its code writes out.
    written: Vec<Names>,
}

/// What a `use` line names.
struct Use {
    path: Names,
    /// It gives the name on to other modules.
    is_public: bool,
}

/// A crate: its modules, by their paths.
#[derive(Default)]
pub(crate) struct Source {
    modules: BTreeMap<Names, Module>,
}

/// One module needs another, each with its file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Import {
    pub(crate) from: Names,
    pub(crate) to: Names,
    pub(crate) from_file: String,
    pub(crate) to_file: String,
}

impl fmt::Display for Import {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} -> {}", self.from_file, self.to_file)
    }
}

impl Source {
    /// Reads the modules from a root file on; `file` gives the text of a file below `src`.
    pub(crate) fn read(&mut self, root: &str, file: &impl Fn(&str) -> Option<String>) {
        let text = file(root).unwrap_or_else(|| panic!("there is no {root}"));
        self.add(Vec::new(), root, &text, file);
    }

    fn add(&mut self, path: Names, file: &str, text: &str, other: &impl Fn(&str) -> Option<String>) {
        let syntax = syn::parse_file(text).unwrap_or_else(|error| panic!("{file}: {error}"));
        let mut reader = Reader::default();
        reader.visit_file(&syntax);
        for child in reader.modules {
            let path: Names = path.iter().cloned().chain(child).collect();
            let stem = path.join("/");
            let found = [format!("{stem}.rs"), format!("{stem}/mod.rs")]
                .into_iter()
                .find_map(|file| Some((other(&file)?, file)));
            let (text, file) = found.unwrap_or_else(|| panic!("{file}: no file of module {stem}"));
            self.add(path, &file, &text, other);
        }
        // A name alone may be a variable that is called as a module; what a `use` brings is none.
        let is_path = |path: &Names| path.len() > 1 || reader.uses.contains_key(&path[0]);
        let written = reader.written.into_iter().filter(is_path).collect();
        let module = Module {
            file: file.to_owned(),
            uses: reader.uses,
            written,
        };
        // All roots are one module; the library's says most, and is read first.
        self.modules.entry(path).or_insert(module);
    }

    /// Every import of one module by another, once.
    pub(crate) fn imports(&self) -> Vec<Import> {
        let mut imports = Vec::new();
        for (from, module) in &self.modules {
            // A module that only hands on what stands below it does not need it.
            let is_import = |line: &&Use| {
                let home = self.home(from, &line.path);
                !line.is_public || home.is_some_and(|home| !home.starts_with(from))
            };
            let used = module.uses.values().filter(is_import).map(|line| &line.path);
            let homes = used
                .chain(&module.written)
                .filter_map(|path| self.home(from, path));
            imports.extend(homes.filter(|to| to != from).map(|to| Import {
                from_file: module.file.clone(),
                to_file: self.modules[&to].file.clone(),
                from: from.clone(),
                to,
            }));
        }
        imports.sort();
        imports.dedup();
        imports
    }

    /// The module that defines what a path names in module `from`; `None` where another crate does.
    fn home(&self, from: &[String], path: &[String]) -> Option<Names> {
        let absolute = self.absolute(from, path, 0)?;
        self.follow(&absolute, 0)
    }

    /// The path from the root of the crate.
    fn absolute(&self, from: &[String], path: &[String], depth: usize) -> Option<Names> {
        let (first, rest) = path.split_first().filter(|_| depth < 8)?;
        match first.as_str() {
            "crate" | "clickday" | "clickday_engine" => Some(rest.to_vec()),
            "self" => Some([from, rest].concat()),
            "super" => {
                let (_, parent) = from.split_last()?;
                match rest.first().map(String::as_str) {
                    Some("super") => self.absolute(parent, rest, depth + 1),
                    _ => Some([parent, rest].concat()),
                }
            }
            _ if self.modules.contains_key(&[from, &path[..1]].concat()) => Some([from, path].concat()),
            name => {
                let used = &self.modules.get(from)?.uses.get(name)?.path;
                let base = self.absolute(from, used, depth + 1)?;
                Some([&base, rest].concat())
            }
        }
    }

    /// Goes down a path from the root, and through re-exports.
    fn follow(&self, path: &[String], depth: usize) -> Option<Names> {
        let is_module = |end: &usize| self.modules.contains_key(&path[..*end]);
        let end = (0..=path.len()).rev().find(is_module).filter(|_| depth < 8)?;
        let (module, rest) = path.split_at(end);
        let given = rest.first().and_then(|name| self.modules[module].uses.get(name));
        match given.filter(|line| line.is_public) {
            Some(line) => {
                let base = self.absolute(module, &line.path, 0)?;
                self.follow(&[&base, &rest[1..]].concat(), depth + 1)
            }
            None => Some(module.to_vec()),
        }
    }
}

/// Collects what one file says; modules written out within it belong to it.
#[derive(Default)]
struct Reader {
    inside: Names,
    modules: Vec<Names>,
    uses: BTreeMap<String, Use>,
    written: Vec<Names>,
}

impl Reader {
    fn add_use(&mut self, tree: &UseTree, mut before: Names, is_public: bool) {
        let (name, path) = match tree {
            UseTree::Path(path) => {
                before.push(path.ident.to_string());
                return self.add_use(&path.tree, before, is_public);
            }
            UseTree::Group(group) => {
                let add = |tree| self.add_use(tree, before.clone(), is_public);
                return group.items.iter().for_each(add);
            }
            UseTree::Name(name) if name.ident == "self" => (before[before.len() - 1].clone(), before),
            UseTree::Name(name) => (
                name.ident.to_string(),
                [before, vec![name.ident.to_string()]].concat(),
            ),
            UseTree::Rename(name) => (
                name.rename.to_string(),
                [before, vec![name.ident.to_string()]].concat(),
            ),
            UseTree::Glob(_) => (format!("{}::*", before.join("::")), before),
        };
        // What hands on a macro of its own file leads nowhere.
        if path != [name.clone()] {
            self.written_from_here(&path, |reader, path| {
                reader.uses.insert(name, Use { path, is_public });
            });
        }
    }

    /// Takes a path, unless it leads from a module written out in this file to that file itself.
    fn written_from_here(&mut self, path: &[String], take: impl FnOnce(&mut Self, Names)) {
        let up = path.iter().take_while(|name| *name == "super").count();
        let inner = up.min(self.inside.len());
        if inner == 0 || up > inner {
            take(self, path[inner..].to_vec());
        }
    }
}

/// Whether something is built for tests only.
fn is_test(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        let condition = attribute.meta.require_list().map(|list| list.tokens.to_string());
        attribute.path().is_ident("cfg") && condition.is_ok_and(|condition| condition == "test")
    })
}

impl Visit<'_> for Reader {
    fn visit_item(&mut self, item: &Item) {
        let attributes = match item {
            Item::Fn(item) => &item.attrs,
            Item::Impl(item) => &item.attrs,
            Item::Mod(item) => &item.attrs,
            Item::Struct(item) => &item.attrs,
            Item::Use(item) => &item.attrs,
            _ => return visit::visit_item(self, item),
        };
        if !is_test(attributes) {
            visit::visit_item(self, item);
        }
    }

    fn visit_impl_item_fn(&mut self, item: &syn::ImplItemFn) {
        if !is_test(&item.attrs) {
            visit::visit_impl_item_fn(self, item);
        }
    }

    fn visit_item_mod(&mut self, item: &syn::ItemMod) {
        self.inside.push(item.ident.to_string());
        match &item.content {
            Some((_, items)) => items.iter().for_each(|item| self.visit_item(item)),
            None => self.modules.push(self.inside.clone()),
        }
        self.inside.pop();
    }

    fn visit_item_use(&mut self, item: &syn::ItemUse) {
        let is_public = !matches!(item.vis, Visibility::Inherited);
        self.add_use(&item.tree, Vec::new(), is_public);
    }

    fn visit_path(&mut self, path: &syn::Path) {
        let names: Names = path.segments.iter().map(|part| part.ident.to_string()).collect();
        self.written_from_here(&names, |reader, path| reader.written.push(path));
        visit::visit_path(self, path);
    }

    /// The arguments of a macro are no syntax yet: every path in them counts.
    fn visit_macro(&mut self, call: &syn::Macro) {
        self.visit_path(&call.path);
        let tokens = call.tokens.to_string().replace(" :: ", "::");
        let words = tokens.split(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | ':')));
        for word in words.filter(|word| word.contains("::")) {
            let names: Names = word.split("::").map(str::to_owned).collect();
            self.written_from_here(&names, |reader, path| reader.written.push(path));
        }
    }

    fn visit_attribute(&mut self, _: &Attribute) {}

    /// `pub(in crate::sim)` imports nothing.
    fn visit_visibility(&mut self, _: &Visibility) {}
}
