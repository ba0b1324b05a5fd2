//! How types that are written as one text stand in the API's document.

/// Describes a type as a text there.
macro_rules! described_as_text {
    ($name:ty, $says:literal) => {
        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                use utoipa::openapi::schema::{ObjectBuilder, Type};
                ObjectBuilder::new().schema_type(Type::String).description(Some($says)).into()
            }
        }

        impl utoipa::ToSchema for $name {}
    };
}

pub(crate) use described_as_text;
