//! New migrations, templates and data files are picked up without `cargo clean`.
fn main() {
    for folder in ["migrations", "templates", "schemes", "assets", "docs/help", "docs/pictures"] {
        println!("cargo:rerun-if-changed={folder}");
    }
}
