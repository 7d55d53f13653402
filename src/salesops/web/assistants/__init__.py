"""What assistants may read and do: operations of the REST interface, confirmed before they act."""
