"""Names and shapes on the wire and on disk, declared once; the page's types are generated from here."""
