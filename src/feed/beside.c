#include "feed/beside.h"

#include "disk/beside.h"
#include "disk/saved.h"
#include "feed/state.h"

static void meet_beside(struct finds *finds, const struct directory *directory, const struct scan_entry *entry)
{
	struct str path = {0};
	struct find_spec spec;
	str_append_text(&path, directory->path);
	if (!directory->single)
		str_printf(&path, "/%s", entry->name);
	struct found_file found = {.run = directory->run, .name = entry->name, .path = str_text(&path), .stat = entry->stat};
	if (beside_describe(&found, directory->single, &spec)) {
		if (directory->single && !beside_wanted(entry->name))
			spec.format = directory->format;
		finds_meet(finds, directory->path, &spec);
		beside_fini(&spec);
	}
	str_fini(&path);
}

void beside_take(struct finds *finds, const struct directory *directory, const struct scan *scan)
{
	uint64_t before = finds_generation(finds);
	finds_listing(finds, directory->path);
	for (size_t i = 0; i < scan->count; i++)
		if (scan->entries[i].what == ENTRY_BESIDE)
			meet_beside(finds, directory, &scan->entries[i]);
	finds_listed(finds, directory->path);
	directory->feed->news |= finds_generation(finds) != before;
}

void beside_take_saved(struct directory *directory, const struct scan *scan)
{
	int64_t newest = directory->saved_ns;
	for (size_t i = 0; i < scan->count; i++) {
		const struct scan_entry *entry = &scan->entries[i];
		bool saved = entry->what == ENTRY_SAVED || (entry->what == ENTRY_DIRECTORY && saved_is_directory(entry->name));
		if (!saved || entry->stat.mtime_ns <= directory->saved_ns ||
		    !inflow_note_saved(&directory->feed->inflow, slice_of(directory->run), (double)entry->stat.mtime_ns / 1e9))
			continue; /* where there is no run yet, it is told again */
		newest = entry->stat.mtime_ns > newest ? entry->stat.mtime_ns : newest;
		directory->feed->news = true;
	}
	directory->saved_ns = newest;
}
