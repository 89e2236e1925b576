"""The place where visdom 0.2.4 looked for an implementation of t-SNE; now scikit-learn or openTSNE is used."""
