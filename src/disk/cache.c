#define _DEFAULT_SOURCE /* MAP_POPULATE, MAP_ANONYMOUS */
#include "disk/cache.h"

#include "base/alloc.h"
#include "base/crc32c.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define MAGIC "tbtop$c\n"
#define FORMAT 1
#define KIND_ROOM 16 /* of a kind's name, with its NUL */
#define NAME_ROOM 64 /* of a file's */
#define TEMPORARY ".new-"
#define TEMPORARY_MOST 3600 /* seconds: one that is older was left by a process that died */
#define TOUCH_AFTER 3600    /* seconds: to know what is in use that much is exact enough */
#define ENTRY_MODE S_IRUSR  /* of an entry: nothing but its first writer may write to it, so that it can be mapped */
#define WRITABLE (S_IWUSR | S_IWGRP | S_IWOTH)
#define UNKNOWN UINT64_MAX

struct cache {
	char *directory;          /* "" for none */
	uint64_t most;
	_Atomic uint64_t taken;   /* bytes of all entries, about; UNKNOWN before the first look */
};

char *cache_place(void)
{
	const char *base = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
	struct str out = {0};
	if (base && *base == '/') /* the specification: a relative one is to be ignored */
		str_printf(&out, "%s/tbtop", base);
	else if (home && *home == '/')
		str_printf(&out, "%s/.cache/tbtop", home);
	return out.data;
}

struct cache *cache_new(const char *directory, uint64_t most)
{
	struct cache *cache = xmalloc(sizeof *cache);
	cache->directory = xstrdup(directory ? directory : "");
	cache->most = most;
	atomic_init(&cache->taken, UNKNOWN);
	return cache;
}

void cache_free(struct cache *cache)
{
	if (!cache)
		return;
	free(cache->directory);
	free(cache);
}

/* ---- Subjects --------------------------------------------------------------- */

/* The checksum of [from, from + length); false when they are not all there. */
static bool checksum(int fd, uint64_t from, size_t length, uint32_t *out)
{
	uint8_t bytes[CACHE_EDGE];
	size_t have = 0;
	while (have < length) {
		ssize_t got = pread(fd, bytes + have, length - have, (off_t)(from + have));
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return false;
		have += (size_t)got;
	}
	*out = crc32c(bytes, length);
	return true;
}

/* Looks at an open file as far as `size` (its whole size: UINT64_MAX). A file that is shorter is not found. */
static enum status look(int fd, uint64_t size, struct cache_subject *out)
{
	struct stat found;
	if (fstat(fd, &found) != 0)
		return status_from_errno(errno);
	struct file_stat now = scan_stat(&found);
	*out = (struct cache_subject){.id = now.id, .mtime_ns = now.mtime_ns};
	if (S_ISDIR(found.st_mode))
		return STATUS_OK;
	out->size = size == UINT64_MAX ? now.size : size;
	if (!S_ISREG(found.st_mode) || out->size > now.size)
		return STATUS_NOT_FOUND;
	size_t edge = out->size < CACHE_EDGE ? (size_t)out->size : CACHE_EDGE;
	if (!checksum(fd, 0, edge, &out->head) || !checksum(fd, out->size - edge, edge, &out->tail))
		return STATUS_NOT_FOUND;
	return STATUS_OK;
}

static int open_quietly(const char *path)
{
	return open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
}

enum status cache_look_at(const char *path, struct cache_subject *out)
{
	int fd = open_quietly(path);
	if (fd < 0)
		return status_from_errno(errno);
	enum status status = look(fd, UINT64_MAX, out);
	close(fd);
	return status;
}

static bool same_id(struct file_id a, struct file_id b)
{
	return a.dev == b.dev && a.ino == b.ino;
}

bool cache_subject_same(const struct cache_subject *a, const struct cache_subject *b)
{
	return same_id(a->id, b->id) && a->size == b->size && a->mtime_ns == b->mtime_ns && a->head == b->head &&
	       a->tail == b->tail;
}

/* ---- The format ------------------------------------------------------------- */

/* Little-endian: a home directory may be shared by machines of all kinds. */
static uint8_t *put(uint8_t *to, uint64_t value, size_t size)
{
	for (size_t i = 0; i < size; i++)
		to[i] = (uint8_t)(value >> 8 * i);
	return to + size;
}

static uint64_t take(const uint8_t **from, size_t size)
{
	uint64_t value = 0;
	for (size_t i = 0; i < size; i++)
		value |= (uint64_t)(*from)[i] << 8 * i;
	*from += size;
	return value;
}

#define SUBJECT_SIZE 40

static uint8_t *put_subject(uint8_t *to, const struct cache_subject *subject)
{
	to = put(to, (uint64_t)subject->id.dev, 8);
	to = put(to, (uint64_t)subject->id.ino, 8);
	to = put(to, subject->size, 8);
	to = put(to, (uint64_t)subject->mtime_ns, 8);
	to = put(to, subject->head, 4);
	return put(to, subject->tail, 4);
}

static struct cache_subject take_subject(const uint8_t **from)
{
	struct cache_subject out;
	out.id.dev = (dev_t)take(from, 8);
	out.id.ino = (ino_t)take(from, 8);
	out.size = take(from, 8);
	out.mtime_ns = (int64_t)take(from, 8);
	out.head = (uint32_t)take(from, 4);
	out.tail = (uint32_t)take(from, 4);
	return out;
}

void cache_subject_add(struct cache_subject *all, const struct cache_subject *one)
{
	uint8_t bytes[SUBJECT_SIZE + 4];
	put_subject(bytes, one);
	put(bytes + SUBJECT_SIZE, all->head, 4);
	all->head = crc32c(bytes, sizeof bytes);
	put(bytes + SUBJECT_SIZE, all->tail + 1, 4); /* another seed: twice as many bits */
	all->tail = crc32c(bytes, sizeof bytes);
	all->size += one->size;
	if (one->mtime_ns > all->mtime_ns)
		all->mtime_ns = one->mtime_ns;
}

/* magic, format, version of the kind, its name, subject, length of the bytes, their checksum, the header's */
void cache_header(uint8_t out[CACHE_HEADER], struct cache_kind kind, const struct cache_subject *subject,
                  const struct slice *parts, size_t count)
{
	char name[KIND_ROOM] = {0};
	uint8_t *to = out;
	uint64_t length = 0;
	uint32_t crc = 0;
	for (size_t i = 0; i < count; i++) {
		length += parts[i].length;
		crc = crc32c_more(crc, parts[i].data, parts[i].length);
	}
	snprintf(name, sizeof name, "%s", kind.name);
	memcpy(to, MAGIC, 8);
	to = put(to + 8, FORMAT, 4);
	to = put(to, kind.version, 4);
	memcpy(to, name, sizeof name);
	to = put_subject(to + sizeof name, subject);
	to = put(to, length, 8);
	to = put(to, crc, 4);
	to = put(to, 0, 8);
	put(to, crc32c(out, CACHE_HEADER - 4), 4);
}

bool cache_check(const uint8_t header[CACHE_HEADER], struct cache_kind kind, struct slice bytes,
                 struct cache_subject *subject)
{
	uint8_t right[CACHE_HEADER];
	const uint8_t *from = header + 8 + 4 + 4 + KIND_ROOM;
	*subject = take_subject(&from);
	/* There is one way to write an entry: what is not that is none. */
	cache_header(right, kind, subject, &bytes, 1);
	return !memcmp(right, header, CACHE_HEADER);
}

/* ---- The directory ---------------------------------------------------------- */

/* -1 where there is none, or another could write to it. */
static int open_directory(const struct cache *cache)
{
	struct stat found;
	if (!*cache->directory)
		return -1;
	int fd = open(cache->directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return -1;
	if (fstat(fd, &found) == 0 && found.st_uid == geteuid() && !(found.st_mode & (S_IWGRP | S_IWOTH)))
		return fd;
	close(fd);
	return -1;
}

/* With the directory above it, which on a new account may be missing, too. */
static int make_directory(const struct cache *cache)
{
	int fd = open_directory(cache);
	if (fd >= 0 || !*cache->directory)
		return fd;
	char *above = xstrdup(cache->directory), *slash = strrchr(above, '/');
	if (slash && slash != above) {
		*slash = '\0';
		mkdir(above, 0700);
	}
	free(above);
	mkdir(cache->directory, 0700);
	return open_directory(cache);
}

static const char *entry_name(char out[NAME_ROOM], struct cache_kind kind, struct file_id id)
{
	snprintf(out, NAME_ROOM, "%.15s-%jx-%jx", kind.name, (uintmax_t)id.dev, (uintmax_t)id.ino);
	return out;
}

/* ---- Loading ---------------------------------------------------------------- */

static bool read_bytes(int fd, uint8_t *into, size_t size)
{
	size_t have = 0;
	while (have < size) {
		ssize_t got = read(fd, into + have, size - have);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return false;
		have += (size_t)got;
	}
	return true;
}

static uint8_t *read_rest(int fd, size_t size)
{
	uint8_t *bytes = data_alloc_whole(size);
	if (bytes && !read_bytes(fd, bytes, size)) {
		free(bytes);
		return NULL;
	}
	return bytes;
}

static void touch(int fd, const struct stat *found)
{
	if (time(NULL) - found->st_mtime > TOUCH_AFTER)
		futimens(fd, NULL);
}

/* An entry that is open, if it is one by its size; below 0 where there is none. */
static int open_entry(const struct cache *cache, const char *name, size_t *size)
{
	struct stat found;
	int directory = open_directory(cache);
	if (directory < 0)
		return -1;
	int fd = openat(directory, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	close(directory);
	if (fd < 0)
		return -1;
	if (fstat(fd, &found) != 0 || !S_ISREG(found.st_mode) || found.st_uid != geteuid() || found.st_size < CACHE_HEADER ||
	    (uint64_t)found.st_size > CACHE_HEADER + CACHE_ENTRY_MOST) {
		close(fd);
		return -1;
	}
	*size = (size_t)found.st_size - CACHE_HEADER;
	touch(fd, &found);
	return fd;
}

/* The entry about that inode, whatever it was like then. */
static uint8_t *load(const struct cache *cache, struct cache_kind kind, struct file_id id,
                     struct cache_subject *then, size_t *length)
{
	char name[NAME_ROOM];
	uint8_t header[CACHE_HEADER], *bytes = NULL;
	int fd = open_entry(cache, entry_name(name, kind, id), length);
	if (fd < 0)
		return NULL;
	if (read_bytes(fd, header, CACHE_HEADER))
		bytes = read_rest(fd, *length);
	close(fd);
	if (bytes && (!cache_check(header, kind, slice_make(bytes, *length), then) || !same_id(then->id, id))) {
		free(bytes);
		return NULL;
	}
	return bytes;
}

#ifndef MAP_POPULATE
#define MAP_POPULATE 0 /* then pages come one by one, with the check of all of them */
#endif

#define MAPPED_FROM ((size_t)32 << 20) /* bytes: what is smaller is copied as quickly */

/* To be written to only then: else each page would be copied at once. */
static uint8_t *map_file(int fd, size_t size)
{
	uint8_t *whole = mmap(NULL, size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, fd, 0);
	if (whole == MAP_FAILED)
		return NULL;
	if (mprotect(whole, size, PROT_READ | PROT_WRITE) == 0)
		return whole;
	munmap(whole, size);
	return NULL;
}

static uint8_t *copy_file(int fd, size_t size)
{
	uint8_t *whole = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (whole == MAP_FAILED)
		return NULL;
	if (read_bytes(fd, whole, size))
		return whole;
	munmap(whole, size);
	return NULL;
}

/* Pages of a file that is cut, or that another machine deletes, are SIGBUS from then on. */
static bool stays_whole(int fd)
{
	struct stat found;
	return fstat(fd, &found) == 0 && !(found.st_mode & WRITABLE) && !scan_is_remote(fd);
}

static uint8_t *map_whole(int fd, size_t size)
{
	return size >= MAPPED_FROM && stays_whole(fd) ? map_file(fd, size) : copy_file(fd, size);
}

uint8_t *cache_map(const struct cache *cache, struct cache_kind kind, const struct cache_subject *subject, size_t *length)
{
	char name[NAME_ROOM];
	struct cache_subject then;
	int fd = open_entry(cache, entry_name(name, kind, subject->id), length);
	if (fd < 0)
		return NULL;
	uint8_t *whole = map_whole(fd, CACHE_HEADER + *length);
	close(fd);
	if (!whole)
		return NULL;
	uint8_t *bytes = whole + CACHE_HEADER;
	if (cache_check(whole, kind, slice_make(bytes, *length), &then) && cache_subject_same(&then, subject))
		return bytes;
	cache_unmap(bytes, *length);
	return NULL;
}

void cache_unmap(uint8_t *bytes, size_t length)
{
	munmap(bytes - CACHE_HEADER, CACHE_HEADER + length);
}

uint8_t *cache_load(const struct cache *cache, struct cache_kind kind, const struct cache_subject *subject,
                    size_t *length)
{
	struct cache_subject then;
	uint8_t *bytes = load(cache, kind, subject->id, &then, length);
	if (bytes && !cache_subject_same(&then, subject)) {
		free(bytes);
		return NULL;
	}
	return bytes;
}

/* True when the open file is what `then` was, or has grown from it. */
static bool has_grown(int fd, const struct cache_subject *then)
{
	struct cache_subject now;
	struct stat found;
	if (look(fd, then->size, &now) != STATUS_OK || fstat(fd, &found) != 0)
		return false;
	if ((uint64_t)found.st_size == then->size && now.mtime_ns != then->mtime_ns)
		return false;
	return same_id(now.id, then->id) && now.head == then->head && now.tail == then->tail;
}

uint8_t *cache_load_grown(const struct cache *cache, struct cache_kind kind, const char *path,
                          struct cache_subject *then, size_t *length)
{
	struct stat found;
	uint8_t *bytes = NULL;
	int fd = *cache->directory ? open_quietly(path) : -1;
	if (fd < 0)
		return NULL;
	if (fstat(fd, &found) == 0 && S_ISREG(found.st_mode))
		bytes = load(cache, kind, scan_stat(&found).id, then, length);
	if (bytes && !has_grown(fd, then)) {
		free(bytes);
		bytes = NULL;
	}
	close(fd);
	return bytes;
}

/* ---- Room ------------------------------------------------------------------- */

struct found_entry {
	char name[NAME_ROOM];
	uint64_t size;
	int64_t used_ns;
};

struct inventory {
	struct found_entry *entries;
	size_t count, capacity;
	uint64_t taken;
};

static int compare_used(const void *a, const void *b)
{
	const struct found_entry *left = a, *right = b;
	return (left->used_ns > right->used_ns) - (left->used_ns < right->used_ns);
}

/* What else lies in the directory is not ours to remove. */
static bool is_entry(const char *name)
{
	uintmax_t device, inode;
	int end = -1;
	sscanf(name, "%*15[a-z]-%jx-%jx%n", &device, &inode, &end);
	return end > 0 && !name[end];
}

/* Counts one file of the directory. Others' temporary files are let be while they may be written to. */
static bool take_stock(int directory, const char *name, struct inventory *all)
{
	struct stat found;
	bool temporary = !strncmp(name, TEMPORARY, strlen(TEMPORARY));
	if (strlen(name) >= NAME_ROOM || !(temporary || is_entry(name)) ||
	    fstatat(directory, name, &found, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(found.st_mode))
		return true;
	if (temporary) {
		if (time(NULL) - found.st_mtime > TEMPORARY_MOST)
			unlinkat(directory, name, 0);
		return true;
	}
	if (!array_reserve(&all->entries, &all->capacity, all->count + 1))
		return false;
	struct file_stat now = scan_stat(&found);
	struct found_entry *entry = &all->entries[all->count++];
	*entry = (struct found_entry){.size = now.size, .used_ns = now.mtime_ns};
	memcpy(entry->name, name, strlen(name) + 1);
	all->taken += now.size;
	return true;
}

/* Three quarters are left: so it need not be done again for a while. */
static void evict(int directory, struct inventory *all, uint64_t most)
{
	qsort(all->entries, all->count, sizeof *all->entries, compare_used);
	for (size_t i = 0; i < all->count && all->taken > most / 4 * 3; i++)
		if (unlinkat(directory, all->entries[i].name, 0) == 0)
			all->taken -= all->entries[i].size;
}

/* Counts what all entries take and makes room where it is too much. */
static void keep_bounded(struct cache *cache, int directory)
{
	struct inventory all = {0};
	struct dirent *entry;
	int copy = openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *stream = copy < 0 ? NULL : fdopendir(copy);
	if (!stream) {
		if (copy >= 0)
			close(copy);
		return;
	}
	while ((entry = readdir(stream)) && take_stock(directory, entry->d_name, &all))
		continue;
	closedir(stream);
	if (all.taken > cache->most)
		evict(directory, &all, cache->most);
	atomic_store(&cache->taken, all.taken);
	free(all.entries);
}

static void account(struct cache *cache, int directory, uint64_t size)
{
	uint64_t before = atomic_load(&cache->taken);
	if (before != UNKNOWN)
		atomic_fetch_add(&cache->taken, size);
	if (before == UNKNOWN || before + size > cache->most)
		keep_bounded(cache, directory);
}

/* ---- Storing ---------------------------------------------------------------- */

static enum status write_all(int fd, const void *bytes, size_t length)
{
	const char *from = bytes;
	while (length > 0) {
		ssize_t wrote = write(fd, from, length);
		if (wrote < 0 && errno == EINTR)
			continue;
		if (wrote < 0)
			return status_from_errno(errno);
		from += wrote;
		length -= (size_t)wrote;
	}
	return STATUS_OK;
}

/* Not synced: what a crash leaves of it fails its checksum. */
static enum status write_entry(int fd, struct cache_kind kind, const struct cache_subject *subject,
                               const struct slice *parts, size_t count)
{
	uint8_t header[CACHE_HEADER];
	cache_header(header, kind, subject, parts, count);
	enum status status = write_all(fd, header, sizeof header);
	for (size_t i = 0; i < count && status == STATUS_OK; i++)
		status = write_all(fd, parts[i].data, parts[i].length);
	return status;
}

static enum status store(int directory, struct cache_kind kind, const struct cache_subject *subject,
                         const struct slice *parts, size_t count)
{
	static atomic_uint serial;
	char temporary[NAME_ROOM], name[NAME_ROOM];
	snprintf(temporary, sizeof temporary, TEMPORARY "%ld-%u", (long)getpid(), atomic_fetch_add(&serial, 1));
	int fd = openat(directory, temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, ENTRY_MODE);
	if (fd < 0)
		return status_from_errno(errno);
	enum status status = write_entry(fd, kind, subject, parts, count);
	if (close(fd) != 0 && status == STATUS_OK)
		status = status_from_errno(errno);
	if (status == STATUS_OK &&
	    renameat(directory, temporary, directory, entry_name(name, kind, subject->id)) != 0)
		status = status_from_errno(errno);
	if (status != STATUS_OK)
		unlinkat(directory, temporary, 0);
	return status;
}

enum status cache_store_parts(struct cache *cache, struct cache_kind kind, const struct cache_subject *subject,
                              const struct slice *parts, size_t count)
{
	uint64_t size = CACHE_HEADER;
	for (size_t i = 0; i < count; i++)
		size += parts[i].length;
	if (size > CACHE_HEADER + CACHE_ENTRY_MOST || size > cache->most)
		return STATUS_LIMIT;
	int directory = make_directory(cache);
	if (directory < 0)
		return STATUS_NOT_FOUND;
	enum status status = store(directory, kind, subject, parts, count);
	if (status == STATUS_OK)
		account(cache, directory, size);
	close(directory);
	return status;
}

enum status cache_store(struct cache *cache, struct cache_kind kind, const struct cache_subject *subject,
                        struct slice bytes)
{
	return cache_store_parts(cache, kind, subject, &bytes, 1);
}
