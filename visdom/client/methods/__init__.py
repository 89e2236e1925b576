"""The methods of Visdom, in mixins by topic."""
