#include "cmd/message.h"

#include "base/alloc.h"
#include "base/text.h"
#include "cmd/load.h"
#include "cmd/meant.h"
#include "view/views.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void message(const char *what, const char *why)
{
	struct str line = {0};
	str_append_text(&line, "tbtop: ");
	text_clean(&line, slice_of(what));
	if (why) {
		str_append_text(&line, ": ");
		text_clean(&line, slice_of(why));
	}
	str_append_char(&line, '\n');
	fputs(str_text(&line), stderr);
	str_fini(&line);
}

void message_view(const char *name)
{
	struct str why = {0};
	str_append_text(&why, "no such view; there are");
	for (int i = 0; i < view_count; i++)
		str_printf(&why, "%s %s", i ? "," : "", views[i]->name);
	message(name, str_text(&why));
	str_fini(&why);
}

/* Cuts `path` back to the nearest directory above it that exists: "." or "/" at last. */
static void nearest_parent(char *path)
{
	do {
		char *slash = strrchr(path, '/');
		if (slash && slash != path)
			*slash = '\0';
		else
			strcpy(path, slash ? "/" : ".");
	} while (access(path, F_OK) && strcmp(path, ".") && strcmp(path, "/"));
}

void message_nothing(const char *command, const struct store *store)
{
	message(command, store_file_count(store) ? "nothing matched; `tbtop list` tells what there is"
	                                         : "no event files: their names contain tfevents");
}

void message_logdir(const struct options *options, const struct logdir *logdir, enum status status)
{
	struct str why = {0};
	bool last = options->logdir_count && logdir == &options->logdirs[options->logdir_count - 1];
	const char *part = last && !options->part ? meant_part(options->command, logdir->path) : NULL;
	str_append_text(&why, status_text(status));
	if (status == STATUS_NOT_FOUND && part) {
		str_printf(&why, "; did you mean %s?", part);
	} else if (status == STATUS_NOT_FOUND && *logdir->path) {
		char *parent = xmalloc(strlen(logdir->path) + 2);
		strcpy(parent, logdir->path);
		nearest_parent(parent);
		str_printf(&why, " (the nearest that exists is %s)", parent);
		free(parent);
	}
	message(logdir->path, str_text(&why));
	str_fini(&why);
}

/*
 * A command ends with its store. Piece by piece, giving it back takes an eighth of the time that reading thousands of
 * small files took; the system takes all at once.
 */
static struct store *loaded;

struct store *message_load(const struct options *options)
{
	const struct logdir *failed = NULL;
	store_free(loaded);
	struct store *store = loaded = store_new();
	enum status status = STATUS_NO_MEMORY;
	if (store) {
		store_limit_memory(store, options->memory_limit);
		status = load(store, options->logdirs, options->logdir_count, &failed);
	}
	if (status == STATUS_OK)
		return store;
	if (failed)
		message_logdir(options, failed, status);
	else
		message("loading", status_text(status));
	return NULL;
}
