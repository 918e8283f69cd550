"""The customers' side: help centre, forms, chat and surveys, one web application on the desk's file."""
