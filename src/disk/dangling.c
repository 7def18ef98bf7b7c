#include "disk/dangling.h"

#include "base/alloc.h"
#include "base/str.h"
#include "disk/scan.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MOST_LINKS 16
#define TARGET_MOST 4096 /* PATH_MAX of Linux */

/* Cuts the path down to what holds its last part, which goes into `name`. False for a path without a holder. */
static bool cut_last(struct str *path, struct str *name)
{
	while (path->length > 1 && path->data[path->length - 1] == '/')
		path->length--;
	size_t from = path->length;
	while (from > 0 && path->data[from - 1] != '/')
		from--;
	if (from == path->length)
		return false;
	str_clear(name);
	str_append(name, path->data + from, path->length - from);
	path->length = from > 1 ? from - 1 : from;
	if (!from)
		str_append_char(path, '.');
	path->data[path->length] = '\0';
	return true;
}

/* Cuts down to the deepest directory that is there. False where there is none, or it can't be looked at. */
static bool climb(struct str *path, struct str *name)
{
	struct stat found;
	while (cut_last(path, name)) {
		if (!stat(str_text(path), &found))
			return S_ISDIR(found.st_mode);
		if ((errno != ENOENT && errno != ENOTDIR) || !strcmp(str_text(path), "."))
			return false;
	}
	return false;
}

/* True when `name` in `holder` is a link: to `target`, as a path from where we are. */
static bool follow(const struct str *holder, const char *name, struct str *target)
{
	char text[TARGET_MOST];
	struct str link = {0};
	str_append_slice(&link, str_slice(holder));
	str_append_char(&link, '/');
	str_append_text(&link, name);
	ssize_t length = readlink(str_text(&link), text, sizeof text);
	str_fini(&link);
	if (length <= 0 || (size_t)length == sizeof text)
		return false;
	str_clear(target);
	if (text[0] != '/') {
		str_append_slice(target, str_slice(holder));
		str_append_char(target, '/');
	}
	str_append(target, text, (size_t)length);
	return true;
}

static bool sends_events(const char *directory)
{
	int fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NONBLOCK);
	bool local = fd >= 0 && !scan_is_remote(fd);
	if (fd >= 0)
		close(fd);
	return local;
}

bool dangling_find(const char *directory, const char *name, struct dangling *out)
{
	struct str holder = {0}, part = {0}, target = {0};
	str_append_text(&holder, directory);
	str_append_text(&part, name);
	int links = 0;
	bool found = true;
	while (found && links < MOST_LINKS && follow(&holder, str_text(&part), &target)) {
		str_clear(&holder);
		str_append_slice(&holder, str_slice(&target));
		found = climb(&holder, &part);
		links++;
	}
	found = found && links > 0 && links < MOST_LINKS && sends_events(str_text(&holder));
	if (found)
		*out = (struct dangling){.holder = xmemdup0(str_text(&holder), holder.length),
		                         .name = xmemdup0(str_text(&part), part.length)};
	str_fini(&holder);
	str_fini(&part);
	str_fini(&target);
	return found;
}

void dangling_fini(struct dangling *dangling)
{
	free(dangling->holder);
	free(dangling->name);
	*dangling = (struct dangling){0};
}
