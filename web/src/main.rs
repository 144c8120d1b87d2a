//! The program that Trunk builds: it hangs the page into the document, or works
//! for it as its worker.

fn main() {
    quorate_web::start();
}
