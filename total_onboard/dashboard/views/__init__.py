"""Pages and what their forms do: one module for each subject."""
