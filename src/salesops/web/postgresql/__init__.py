"""PostgreSQL as Django speaks to it, with what a server that is asked all day can spare."""
