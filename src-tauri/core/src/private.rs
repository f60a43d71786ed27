//! What must never reach a log, an error or a panic: names, phones, birth dates, PINs, passphrases.

use serde::{Deserialize, Serialize};

/// A value that prints as `•••`. Each `expose()` says why it is needed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(transparent)]
pub struct Private<T = String>(T);

impl<T> Private<T> {
    /// Wraps a value.
    pub fn new(value: T) -> Self {
        Self(value)
    }

    /// The value itself. Say why at the call.
    pub fn expose(&self) -> &T {
        &self.0
    }
}

impl<T> std::fmt::Debug for Private<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("•••")
    }
}

#[cfg(test)]
impl<T: ts_rs::TS> ts_rs::TS for Private<T> {
    type WithoutGenerics = Self;
    type OptionInnerType = Self;
    fn name(config: &ts_rs::Config) -> String {
        T::name(config)
    }
    fn inline(config: &ts_rs::Config) -> String {
        T::inline(config)
    }
    fn decl(config: &ts_rs::Config) -> String {
        T::decl(config)
    }
    fn decl_concrete(config: &ts_rs::Config) -> String {
        T::decl_concrete(config)
    }
    fn visit_dependencies(visitor: &mut impl ts_rs::TypeVisitor)
    where
        Self: 'static,
    {
        T::visit_dependencies(visitor);
    }
    fn visit_generics(visitor: &mut impl ts_rs::TypeVisitor)
    where
        Self: 'static,
    {
        T::visit_generics(visitor);
        visitor.visit::<T>();
    }
}
