-- Version 5: no event type has a name that a URL takes for a step of its path. An earlier version made them, and no path could reach
-- them; messages of such a type can't be posted, and what is exported with one could not be imported.
delete from event_type where ltrim(name, '.') = '';
