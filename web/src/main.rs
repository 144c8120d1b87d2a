//! The program that Trunk builds: it hangs the page into the document.

fn main() {
    quorate_web::start();
}
