"""Documents of a programme as papers: plain parts that pages show and files carry."""
