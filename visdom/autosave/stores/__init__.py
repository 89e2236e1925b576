"""How windows are stored: files in the forms of visdom and its fork, and memory."""
