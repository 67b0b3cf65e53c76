"""Rich only: what a person sees and what a script reads; never calls Graph."""
