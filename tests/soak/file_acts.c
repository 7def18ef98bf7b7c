#include "soak/acts.h"

#include "write/record.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Opens it for writing; -1 where somebody has locked or removed it. */
static int open_file(struct box *box, const char *path, int flags)
{
	return openat(box->directory, path, O_WRONLY | O_CLOEXEC | flags, 0600);
}

static void put(int fd, const struct str *bytes)
{
	size_t done = 0;
	while (done < bytes->length) {
		ssize_t wrote = write(fd, bytes->data + done, bytes->length - done);
		if (wrote <= 0)
			break;
		done += (size_t)wrote;
	}
	close(fd);
}

static bool size_of(struct box *box, const char *path, uint64_t *size)
{
	struct stat found;
	if (fstatat(box->directory, path, &found, 0))
		return false;
	*size = (uint64_t)found.st_size;
	return true;
}

static size_t burst(struct box *box)
{
	return chance_once_in(&box->chance, 30) ? 500 + chance_below(&box->chance, 1500) : 1 + chance_below(&box->chance, 30);
}

static void steps(struct box *box, struct event_file *file, size_t count, struct str *out)
{
	for (size_t i = 0; i < count; i++)
		content_step(&box->training, &file->step, out);
}

static char *new_path(struct box *box, const char *run)
{
	struct str path = {0};
	str_printf(&path, "%s/events.out.tfevents.17%08llu.box%s", run, (unsigned long long)box->names_given++,
	           chance_once_in(&box->chance, 8) ? " \xc3\xa9\t;v2" : "");
	return path.data;
}

/* Ends what stands open at the end of the file: the rest of a record, a block of zeros. */
static int open_to_append(struct box *box, struct event_file *file, struct str *bytes)
{
	int fd = open_file(box, file->path, 0);
	if (fd < 0)
		return -1;
	if (file->zeros && chance_once_in(&box->chance, 4) && ftruncate(fd, (off_t)file->zeros))
		perror("soak: ftruncate");
	lseek(fd, file->zeros ? (off_t)file->zeros : 0, file->zeros ? SEEK_SET : SEEK_END);
	file->zeros = 0;
	str_append_slice(bytes, str_slice(&file->rest));
	str_clear(&file->rest);
	return fd;
}

static void append(struct box *box, struct event_file *file, const struct str *more, const char *what)
{
	struct str bytes = {0};
	uint64_t zeros = file->zeros, size = 0;
	int fd = open_to_append(box, file, &bytes);
	box_note(box, "%s %s: %zu bytes%s", what, file->path, bytes.length + more->length, fd < 0 ? ", but can't" : "");
	if (fd >= 0) {
		str_append_slice(&bytes, str_slice(more));
		put(fd, &bytes);
	}
	/* Zeros that are left over wait on. */
	if (fd >= 0 && zeros && size_of(box, file->path, &size) && size > zeros + bytes.length)
		file->zeros = zeros + bytes.length;
	str_fini(&bytes);
}

static void remove_file(struct box *box, struct event_file *file, const char *why)
{
	box_note(box, "remove %s%s", file->path, why);
	if (!unlinkat(box->directory, file->path, 0))
		box_drop_file(box, file);
}

void act_append(struct box *box)
{
	struct event_file *file = box_pick_file(box);
	struct str bytes = {0};
	uint64_t size;
	if (!file) {
		act_write_file(box);
		return;
	}
	if (size_of(box, file->path, &size) && size > MOST_BYTES) {
		remove_file(box, file, ", too large");
		return;
	}
	steps(box, file, burst(box), &bytes);
	append(box, file, &bytes, "append to");
	str_fini(&bytes);
}

void act_append_part(struct box *box)
{
	struct event_file *file = box_pick_file(box);
	struct str bytes = {0}, last = {0};
	if (!file)
		return;
	if (file->rest.length > 0) { /* a further piece of it */
		struct str piece = {0};
		size_t length = 1 + chance_below(&box->chance, file->rest.length);
		int fd = open_file(box, file->path, O_APPEND);
		if (fd < 0)
			return;
		box_note(box, "append a piece to %s: %zu bytes", file->path, length);
		str_append(&piece, file->rest.data, length);
		put(fd, &piece);
		memmove(file->rest.data, file->rest.data + length, file->rest.length - length);
		file->rest.length -= length;
		str_fini(&piece);
		return;
	}
	steps(box, file, chance_below(&box->chance, 4), &bytes);
	steps(box, file, 1, &last);
	size_t length = 1 + chance_below(&box->chance, last.length - 1);
	str_append(&bytes, last.data, length);
	append(box, file, &bytes, "append a part to");
	if (!file->zeros)
		str_append(&file->rest, last.data + length, last.length - length);
	str_fini(&bytes);
	str_fini(&last);
}

/* A whole file's content. */
static void content(struct box *box, struct event_file *file, struct str *out)
{
	content_version(&box->training, out);
	if (chance_once_in(&box->chance, 3))
		content_session(&box->training, TBR_START, file->step, out);
	steps(box, file, burst(box), out);
}

static void forget_open_end(struct event_file *file)
{
	str_clear(&file->rest);
	file->zeros = 0;
}

void act_write_file(struct box *box)
{
	char *run = names_pick(&box->runs, &box->chance);
	char *path = new_path(box, run);
	struct event_file *file = box_add_file(box, path);
	struct str bytes = {0};
	int fd = file ? open_file(box, path, O_CREAT | O_TRUNC) : -1;
	if (file && fd < 0)
		box_drop_file(box, file);
	if (fd >= 0) {
		file->step = (int64_t)chance_below(&box->chance, 300);
		content(box, file, &bytes);
		box_note(box, "write %s: %zu bytes", path, bytes.length);
		put(fd, &bytes);
	}
	str_fini(&bytes);
	free(path);
}

static double writer_clock(void *context)
{
	struct training *training = context;
	return training->clock += 0.01;
}

void act_record_run(struct box *box)
{
	struct str directory = {0};
	struct tbr_writer *writer;
	char *run = names_pick(&box->runs, &box->chance);
	if (box->file_count == MOST_FILES)
		return;
	str_printf(&directory, "%s/%s", box->logdir, run);
	if (tbr_open(&writer, str_text(&directory), &(struct tbr_options){
			.clock = writer_clock, .context = &box->training}) == 0) {
		for (int64_t step = 0; step < 20; step++)
			tbr_scalar(writer, "recorded", step, (float)step);
		tbr_session(writer, TBR_CHECKPOINT, 20, NULL);
		box_note(box, "record a run in %s", run);
		box_add_file(box, tbr_path(writer) + strlen(box->logdir) + 1)->step = 20;
		tbr_close(writer);
	}
	str_fini(&directory);
}

void act_restart(struct box *box)
{
	struct event_file *file = box_pick_file(box);
	struct str bytes = {0};
	if (!file)
		return;
	file->step = (int64_t)chance_below(&box->chance, (size_t)file->step + 1);
	content_session(&box->training, TBR_START, file->step, &bytes);
	steps(box, file, 1 + chance_below(&box->chance, 5), &bytes);
	append(box, file, &bytes, "restart in");
	str_fini(&bytes);
}

void act_truncate(struct box *box)
{
	struct event_file *file = box_pick_file(box);
	struct str bytes = {0};
	uint64_t size;
	if (!file || !size_of(box, file->path, &size) || !size)
		return;
	int fd = open_file(box, file->path, 0);
	if (fd < 0)
		return;
	uint64_t to = chance_once_in(&box->chance, 3) ? 0 : chance_below(&box->chance, (size_t)size);
	bool regrow = chance_once_in(&box->chance, 2);
	box_note(box, "cut %s from %llu to %llu%s", file->path, (unsigned long long)size, (unsigned long long)to,
	         regrow ? " and write on" : "");
	forget_open_end(file);
	if (ftruncate(fd, (off_t)to))
		perror("soak: ftruncate");
	if (regrow) {
		steps(box, file, burst(box), &bytes);
		lseek(fd, 0, SEEK_END);
	}
	put(fd, &bytes);
	str_fini(&bytes);
}

/* In place; sometimes to the same size, sometimes with the time put back as rsync does. */
void act_rewrite(struct box *box)
{
	struct event_file *file = box_pick_file(box);
	struct str bytes = {0};
	struct stat before;
	if (!file || fstatat(box->directory, file->path, &before, 0))
		return;
	bool same_size = chance_once_in(&box->chance, 2), same_time = chance_once_in(&box->chance, 2);
	int fd = open_file(box, file->path, same_size ? 0 : O_TRUNC);
	if (fd < 0)
		return;
	forget_open_end(file);
	content(box, file, &bytes);
	while (same_size && bytes.length < (size_t)before.st_size)
		steps(box, file, 1, &bytes);
	if (same_size && bytes.length > (size_t)before.st_size) { /* its last record stays open */
		str_append(&file->rest, bytes.data + before.st_size, bytes.length - (size_t)before.st_size);
		bytes.length = (size_t)before.st_size;
		if (file->rest.length > 4096)
			str_clear(&file->rest);
	}
	box_note(box, "rewrite %s: %zu bytes%s%s", file->path, bytes.length, same_size ? ", as before" : "",
	         same_time ? ", same time" : "");
	put(fd, &bytes);
	if (same_time)
		utimensat(box->directory, file->path, (struct timespec[2]){before.st_atim, before.st_mtim}, 0);
	str_fini(&bytes);
}

void act_replace(struct box *box)
{
	struct event_file *file = box_pick_file(box);
	struct str bytes = {0}, path = {0};
	uint64_t size = 0;
	if (!file)
		return;
	size_of(box, file->path, &size);
	str_printf(&path, "%s.new", file->path);
	int fd = open_file(box, str_text(&path), O_CREAT | O_TRUNC);
	if (fd >= 0) {
		forget_open_end(file);
		content(box, file, &bytes);
		if (chance_once_in(&box->chance, 3)) { /* of the same size */
			while (bytes.length < size)
				steps(box, file, 1, &bytes);
			bytes.length = size;
		}
		box_note(box, "replace %s: %zu bytes", file->path, bytes.length);
		put(fd, &bytes);
		if (renameat(box->directory, str_text(&path), box->directory, file->path))
			perror("soak: rename");
	}
	str_fini(&bytes);
	str_fini(&path);
}

void act_remove_file(struct box *box)
{
	struct event_file *file = box_pick_file(box);
	struct str bytes = {0};
	if (!file)
		return;
	if (chance_once_in(&box->chance, 2)) {
		remove_file(box, file, "");
		return;
	}
	if (unlinkat(box->directory, file->path, 0))
		return;
	int fd = open_file(box, file->path, O_CREAT | O_EXCL);
	forget_open_end(file);
	content(box, file, &bytes);
	box_note(box, "remove and write again %s: %zu bytes", file->path, bytes.length);
	if (fd >= 0)
		put(fd, &bytes);
	str_fini(&bytes);
}

void act_damage(struct box *box)
{
	struct event_file *file = box_pick_file(box);
	struct str bytes = {0};
	if (!file)
		return;
	content_damage(&box->training, file->step, &bytes);
	steps(box, file, chance_below(&box->chance, 4), &bytes);
	append(box, file, &bytes, "append damage to");
	str_fini(&bytes);
}

/* Changes one of the last bytes. (A change far before the end of what was read is not seen, and is not meant to be.) */
void act_flip(struct box *box)
{
	struct event_file *file = box_pick_file(box);
	uint64_t size;
	char byte;
	if (!file || !size_of(box, file->path, &size) || !size)
		return;
	off_t at = (off_t)(size - 1 - chance_below(&box->chance, size < 32 ? (size_t)size : 32));
	int fd = openat(box->directory, file->path, O_RDWR | O_CLOEXEC);
	if (fd < 0)
		return;
	if (pread(fd, &byte, 1, at) == 1) {
		byte ^= 1;
		box_note(box, "flip a bit of %s at %lld of %llu", file->path, (long long)at, (unsigned long long)size);
		if (pwrite(fd, &byte, 1, at) != 1)
			perror("soak: pwrite");
	}
	close(fd);
}

/* As after a crash, or by a writer that makes room first. The next append fills them. */
void act_zeros(struct box *box)
{
	struct event_file *file = box_pick_file(box);
	uint64_t size;
	if (!file || file->zeros || file->rest.length > 0 || !size_of(box, file->path, &size) || !size)
		return;
	int fd = open_file(box, file->path, 0);
	if (fd < 0)
		return;
	size_t count = 1 + chance_below(&box->chance, chance_once_in(&box->chance, 3) ? 20000 : 100);
	box_note(box, "%zu zeros to %s", count, file->path);
	if (!ftruncate(fd, (off_t)(size + count)))
		file->zeros = size;
	close(fd);
}

static void sync_begins(struct box *box)
{
	struct event_file *file = chance_once_in(&box->chance, 2) ? box_pick_file(box) : NULL;
	char *path = file ? xstrdup(file->path) : new_path(box, names_pick(&box->runs, &box->chance));
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
	struct event_file fresh = {0};
	struct str bytes = {0}, temporary = {0};
	str_append(&temporary, path, (size_t)(name - path));
	str_printf(&temporary, ".%s.AbCdEf", name);
	int fd = open_file(box, str_text(&temporary), O_CREAT | O_TRUNC);
	if (fd >= 0) {
		content(box, &fresh, &bytes);
		bytes.length -= chance_below(&box->chance, bytes.length);
		box_note(box, "sync %s: %zu bytes", path, bytes.length);
		put(fd, &bytes);
		box->temporary = xstrdup(str_text(&temporary));
		box->target = xstrdup(path);
	}
	str_fini(&bytes);
	str_fini(&temporary);
	free(path);
}

void act_sync(struct box *box)
{
	if (!box->temporary) {
		sync_begins(box);
		return;
	}
	struct event_file fresh = {0};
	struct str bytes = {0};
	int fd = open_file(box, box->temporary, O_APPEND);
	if (fd >= 0) {
		steps(box, &fresh, burst(box), &bytes);
		put(fd, &bytes);
		str_fini(&bytes);
	}
	if (chance_once_in(&box->chance, 3))
		return;
	box_note(box, "sync %s: done", box->target);
	if (!renameat(box->directory, box->temporary, box->directory, box->target)) {
		struct event_file *file = box_add_file(box, box->target);
		if (file) {
			file->step = fresh.step;
			forget_open_end(file);
		} else {
			unlinkat(box->directory, box->target, 0); /* or what nobody knows of adds up */
		}
	}
	free(box->temporary);
	free(box->target);
	box->temporary = box->target = NULL;
}
