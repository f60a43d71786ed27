//! The TypeScript the page is checked against: written from THE LIST, and held to it by a test.

use std::collections::BTreeMap;
use std::fmt::Write;
use ts_rs::{Config, TS, TypeVisitor};

/// Types met so far, by name.
#[derive(Default)]
pub(crate) struct Collected {
    types: BTreeMap<String, String>,
    lines: Vec<String>,
    config: Config,
}

impl Collected {
    /// Adds one line of the list with all types it needs.
    pub(crate) fn line<Q: TS + 'static, P: TS + 'static>(&mut self, name: &str, for_the_page: bool) {
        if for_the_page {
            self.visit::<Q>();
            self.visit::<P>();
            self.lines.push(format!("  {name}: {{ request: {}; reply: {} }};", Q::name(&self.config), P::name(&self.config)));
        }
    }

    fn text(mut self) -> String {
        self.visit::<crate::error::Refusal>();
        self.visit::<crate::error::Fault>();
        let mut out = String::from("// Written by the core's test `bindings_are_up_to_date` from the command list. Do not edit.\n\n");
        for declaration in self.types.values() {
            let _ = writeln!(out, "export {declaration}");
        }
        let _ = writeln!(out, "\nexport interface Commands {{\n{}\n}}", self.lines.join("\n"));
        out
    }
}

impl TypeVisitor for Collected {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        if T::output_path().is_some() {
            let name = T::name(&self.config);
            let declaration = T::decl(&self.config);
            if let Some(known) = self.types.get(&name) {
                assert_eq!(known, &declaration, "two types of the core are called {name}");
                return;
            }
            self.types.insert(name, declaration);
        }
        T::visit_dependencies(self);
        T::visit_generics(self);
    }
}

#[test]
fn bindings_are_up_to_date() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ui/src/lib/bindings.ts");
    let fresh = crate::commands::types().text();
    if std::fs::read_to_string(&path).unwrap_or_default() != fresh {
        if std::env::var_os("CI").is_none() {
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(&path, &fresh).unwrap();
        }
        panic!("ui/src/lib/bindings.ts was not what the command list says; it is now: commit it");
    }
}
