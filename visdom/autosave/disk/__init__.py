"""All that touches files; every byte reaches the disk through `files`."""
