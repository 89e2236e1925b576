"""What a window is and how an update changes it: pure rules over plain JSON values."""
