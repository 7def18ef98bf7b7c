#include "soak/acts.h"

#include "soak/place.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char *new_run(struct box *box)
{
	static const char *const words[] = {
		"lr=0.1", "exp 7", "gr\xc3\xb6\xc3\x9f" "e", "a", "b;rm -rf", "7.tfevents", "bad\xff" "bytes", "x\x1b[31my", "--help", "s\xc3\xa9" "ed:1",
	};
	const char *parent = names_pick(&box->runs, &box->chance);
	struct str path = {0};
	if (strchr(parent, '/') && strchr(strchr(parent, '/') + 1, '/'))
		parent = ".";
	if (strcmp(parent, "."))
		str_printf(&path, "%s/", parent);
	str_printf(&path, "%s.%llu", words[chance_below(&box->chance, sizeof words / sizeof *words)],
	           (unsigned long long)box->names_given++);
	return path.data;
}

/* A run that is not the logdir itself, or NULL. */
static char *pick_below(struct box *box)
{
	return box->runs.count > 1 ? box->runs.items[1 + chance_below(&box->chance, box->runs.count - 1)] : NULL;
}

static bool is_below(const char *path, const char *above)
{
	size_t length = strlen(above);
	return !strncmp(path, above, length) && (path[length] == '/' || !path[length]);
}

/* False when it lies below what is locked. */
static bool can_remove(const struct box *box, const char *run)
{
	const char *slash = strrchr(run, '/');
	char *parent = slash ? xmemdup0(run, (size_t)(slash - run)) : xstrdup(".");
	bool can = !faccessat(box->directory, parent, W_OK | X_OK, 0);
	free(parent);
	return can;
}

/* False when that is not allowed. What stayed would stay locked: it is forgotten here. */
static bool clear_run(struct box *box, const char *run)
{
	struct str path = {0};
	struct stat found;
	if (!can_remove(box, run))
		return false;
	str_printf(&path, "%s/%s", box->logdir, run);
	place_clear(str_text(&path));
	if (!lstat(str_text(&path), &found))
		abort();
	str_fini(&path);
	box_moved(box, run, NULL);
	return true;
}

static bool move_run(struct box *box, const char *from, const char *to)
{
	if (renameat(box->directory, from, box->directory, to))
		return false;
	box_moved(box, from, to);
	return true;
}

void act_make_run(struct box *box)
{
	char *run = new_run(box);
	if (box->runs.count < MOST_RUNS && !mkdirat(box->directory, run, 0700)) {
		box_note(box, "make run %s", run);
		names_add(&box->runs, run);
		act_write_file(box);
	}
	free(run);
}

void act_rename_run(struct box *box)
{
	char *picked = pick_below(box), *to = new_run(box);
	char *run = picked ? xstrdup(picked) : NULL;
	if (run && !is_below(to, run)) {
		box_note(box, "rename run %s to %s", run, to);
		move_run(box, run, to);
	}
	free(run);
	free(to);
}

void act_remove_run(struct box *box)
{
	char *picked = pick_below(box);
	if (!picked)
		return;
	char *run = xstrdup(picked);
	box_note(box, "remove run %s%s", run, clear_run(box, run) ? "" : ", but can't");
	free(run);
}

/* A small file at that path. */
static void write_small(struct box *box, const char *path)
{
	struct event_file *file = box_add_file(box, path);
	int fd = file ? openat(box->directory, path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600) : -1;
	struct str bytes = {0};
	if (fd >= 0) {
		content_version(&box->training, &bytes);
		content_step(&box->training, &file->step, &bytes);
		if (write(fd, bytes.data, bytes.length) < 0)
			perror("soak: write");
		close(fd);
	}
	str_fini(&bytes);
}

/* Removed and made again at once, with a file of a name that was there before. */
void act_remake_run(struct box *box)
{
	char *picked = pick_below(box);
	if (!picked)
		return;
	char *run = xstrdup(picked), *name = NULL;
	for (size_t i = 0; i < box->file_count && !name; i++)
		if (is_below(box->files[i].path, run) && !strchr(box->files[i].path + strlen(run) + 1, '/'))
			name = xstrdup(box->files[i].path);
	box_note(box, "remove and make again run %s", run);
	if (clear_run(box, run) && !mkdirat(box->directory, run, 0700)) {
		names_add(&box->runs, run);
		if (name)
			write_small(box, name);
	}
	free(run);
	free(name);
}

static void turn_to_run(struct box *box)
{
	struct event_file *file = box->runs.count < MOST_RUNS ? box_pick_file(box) : NULL;
	char *path = file ? xstrdup(file->path) : NULL;
	if (file && !unlinkat(box->directory, path, 0)) {
		box_note(box, "a directory in place of %s", path);
		box_drop_file(box, file);
		if (!mkdirat(box->directory, path, 0700))
			names_add(&box->runs, path);
	}
	free(path);
}

/* Names change their kind: a directory where an event file was; an event file where a directory of such a name was. */
void act_turn(struct box *box)
{
	char *picked = pick_below(box);
	if (!picked || !strstr(strrchr(picked, '/') ? strrchr(picked, '/') : picked, "tfevents")) {
		turn_to_run(box);
		return;
	}
	char *run = xstrdup(picked);
	box_note(box, "a file in place of %s", run);
	if (clear_run(box, run))
		write_small(box, run);
	free(run);
}

/* As when a disk is taken out: all of it is elsewhere until box_bring_back. */
void act_take_away(struct box *box)
{
	struct str away = {0};
	if (box->home)
		return;
	str_printf(&away, "%s.away", box->logdir);
	if (!rename(box->logdir, str_text(&away))) {
		box_note(box, "take the logdir away");
		box->home = box->logdir;
		box->logdir = away.data;
		return;
	}
	perror("soak: rename");
	str_fini(&away);
}

void box_bring_back(struct box *box)
{
	if (!box->home)
		return;
	box_note(box, "bring the logdir back");
	if (rename(box->logdir, box->home))
		abort();
	free(box->logdir);
	box->logdir = box->home;
	box->home = NULL;
}

/* Two runs change names: each directory is replaced by another. */
void act_swap_runs(struct box *box)
{
	char *one = pick_below(box), *other = pick_below(box);
	struct str between = {0};
	if (!one || is_below(one, other) || is_below(other, one))
		return;
	one = xstrdup(one);
	other = xstrdup(other);
	box_note(box, "swap runs %s and %s", one, other);
	str_printf(&between, "between.%llu", (unsigned long long)box->names_given++);
	if (move_run(box, one, str_text(&between)) && move_run(box, other, one))
		move_run(box, str_text(&between), other); /* else it stays there: it may not be moved */
	str_fini(&between);
	free(one);
	free(other);
}

static bool set_mode(struct box *box, const char *path, mode_t mode)
{
	if (!strcmp(path, ".")) /* which can't be looked up in itself when it is closed */
		return !fchmod(box->directory, mode);
	return !fchmodat(box->directory, path, mode, 0);
}

/* A run that nobody may enter; or not list, though what is in it changes; or not look at what it lists. */
static void lock_run(struct box *box)
{
	static const mode_t modes[] = {0, 0, S_IXUSR, S_IWUSR | S_IXUSR, S_IRUSR};
	mode_t mode = modes[chance_below(&box->chance, sizeof modes / sizeof *modes)];
	const char *run = chance_once_in(&box->chance, 12) ? "." : pick_below(box);
	if (!run || !set_mode(box, run, mode))
		return;
	box_note(box, "lock %s: mode %03o", run, (unsigned)mode);
	names_add(&box->locked, run);
}

void act_lock(struct box *box)
{
	struct event_file *file = box_pick_file(box);
	if (!file || chance_once_in(&box->chance, 2)) {
		lock_run(box);
		return;
	}
	if (!set_mode(box, file->path, 0))
		return;
	box_note(box, "lock %s", file->path);
	names_add(&box->locked, file->path);
}

void act_unlock(struct box *box)
{
	box_bring_back(box);
	if (!box->locked.count)
		return;
	/* The last to be locked first: what could be locked before may lie below it. */
	char *path = box->locked.items[box->locked.count - 1];
	struct stat found;
	box_note(box, "unlock %s", path);
	if (!strcmp(path, "."))
		set_mode(box, path, 0700);
	else if (!fstatat(box->directory, path, &found, 0))
		set_mode(box, path, S_ISDIR(found.st_mode) ? 0700 : 0600);
	names_remove(&box->locked, box->locked.count - 1);
}

/* What a link may lead to: a run, the logdir, nothing, itself. */
static void target_of(struct box *box, struct str *out)
{
	switch (chance_below(&box->chance, 6)) {
	case 0: str_append_text(out, "nowhere"); break;
	case 1: str_append_text(out, "link.loop"); break;
	default: str_printf(out, "%s/%s", box->logdir, names_pick(&box->runs, &box->chance)); break;
	}
}

void act_link(struct box *box)
{
	struct str path = {0}, target = {0};
	if (box->links.count == MOST_LINKS)
		return;
	str_printf(&path, "%s/link.%llu", names_pick(&box->runs, &box->chance), (unsigned long long)box->names_given++);
	target_of(box, &target);
	if (!symlinkat(str_text(&target), box->directory, str_text(&path))) {
		box_note(box, "link %s to %s", str_text(&path), str_text(&target));
		names_add(&box->links, str_text(&path));
	}
	str_fini(&path);
	str_fini(&target);
}

/* As `ln -sfn`: the new link takes the place of the old one. */
void act_relink(struct box *box)
{
	char *link = names_pick(&box->links, &box->chance);
	struct str target = {0}, new = {0};
	if (!link)
		return;
	str_printf(&new, "%s.new", link);
	target_of(box, &target);
	if (!symlinkat(str_text(&target), box->directory, str_text(&new))) {
		box_note(box, "link %s to %s instead", link, str_text(&target));
		if (renameat(box->directory, str_text(&new), box->directory, link))
			perror("soak: rename");
	}
	str_fini(&target);
	str_fini(&new);
}

void act_unlink(struct box *box)
{
	if (!box->links.count)
		return;
	size_t at = chance_below(&box->chance, box->links.count);
	box_note(box, "unlink %s", box->links.items[at]);
	if (!unlinkat(box->directory, box->links.items[at], 0))
		names_remove(&box->links, at);
}
