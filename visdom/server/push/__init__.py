"""What goes to browsers and programs: who is connected, who watches what, and how messages reach them."""
