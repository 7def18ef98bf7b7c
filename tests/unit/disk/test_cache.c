#define _XOPEN_SOURCE 700 /* nftw, mkdtemp */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "disk/cache.h"

#include <dirent.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* Each test works in an empty directory, which is the working directory meanwhile. */
static char root[64], place[96];
static const struct cache_kind kind = {"index", 3};

static int set_up(void **state)
{
	strcpy(root, "/tmp/tbtop-cache-XXXXXX");
	if (!mkdtemp(root) || chdir(root))
		return -1;
	snprintf(place, sizeof place, "%s/home/tbtop", root);
	return 0;
}

static int take_away(const char *path, const struct stat *stat, int type, struct FTW *where)
{
	return remove(path);
}

static int tear_down(void **state)
{
	return chdir("/") || nftw(root, take_away, 16, FTW_DEPTH | FTW_PHYS);
}

static void put(const char *path, const char *mode, const char *content)
{
	FILE *file = fopen(path, mode);
	assert_non_null(file);
	fputs(content, file);
	assert_int_equal(fclose(file), 0);
}

static struct cache_subject look(const char *path)
{
	struct cache_subject out;
	assert_int_equal(cache_look_at(path, &out), STATUS_OK);
	return out;
}

/* What the cache has of the file as it is now; "" for nothing. */
static const char *loaded(const struct cache *cache, struct cache_kind what, const char *path)
{
	static char text[256];
	size_t length;
	struct cache_subject subject = look(path);
	uint8_t *bytes = cache_load(cache, what, &subject, &length);
	snprintf(text, sizeof text, "%.*s", bytes ? (int)length : 0, bytes ? (char *)bytes : "");
	free(bytes);
	return text;
}

static const char *loaded_grown(const struct cache *cache, const char *path, uint64_t *size)
{
	static char text[256];
	size_t length;
	struct cache_subject then = {0};
	uint8_t *bytes = cache_load_grown(cache, kind, path, &then, &length);
	snprintf(text, sizeof text, "%.*s", bytes ? (int)length : 0, bytes ? (char *)bytes : "");
	free(bytes);
	*size = then.size;
	return text;
}

static void keep(struct cache *cache, const char *path, const char *text)
{
	struct cache_subject subject = look(path);
	assert_int_equal(cache_store(cache, kind, &subject, slice_of(text)), STATUS_OK);
}

/* The path of the one entry there is. */
static char *only_entry(void)
{
	static char path[512];
	struct dirent *entry;
	int count = 0;
	DIR *directory = opendir(place);
	assert_non_null(directory);
	while ((entry = readdir(directory))) {
		if (*entry->d_name == '.')
			continue;
		count++;
		snprintf(path, sizeof path, "%s/%s", place, entry->d_name);
	}
	closedir(directory);
	assert_int_equal(count, 1);
	return path;
}

/* It, to be damaged: no entry may be written to as it is. */
static char *writable_entry(void)
{
	char *path = only_entry();
	assert_int_equal(chmod(path, 0600), 0);
	return path;
}

/* What is looked at stays, whatever becomes of the file: it lies on a disk that others may write to. */
static void what_is_looked_at_stays(void **state)
{
	struct cache *cache = cache_new(place, CACHE_MOST);
	size_t length;
	struct stat found;
	put("file", "w", "content");
	struct cache_subject subject = look("file");
	keep(cache, "file", "what was found out");
	uint8_t *bytes = cache_map(cache, kind, &subject, &length);
	assert_non_null(bytes);
	assert_int_equal(truncate(writable_entry(), 0), 0); /* a mapped page of it would be SIGBUS from here on */
	assert_int_equal(length, strlen("what was found out"));
	assert_memory_equal(bytes, "what was found out", length);
	bytes[0] = 'W'; /* the caller's own */
	assert_int_equal(stat(only_entry(), &found), 0);
	assert_int_equal(found.st_size, 0);
	cache_unmap(bytes, length);
	assert_null(cache_map(cache, kind, &subject, &length));
	cache_free(cache);
}

static void keep_large(struct cache *cache, const char *large, size_t size)
{
	struct cache_subject subject = look("file");
	assert_int_equal(cache_store(cache, kind, &subject, slice_make(large, size)), STATUS_OK);
}

static uint8_t *look_at_large(const struct cache *cache, const char *large, size_t size)
{
	struct cache_subject subject = look("file");
	size_t length;
	uint8_t *bytes = cache_map(cache, kind, &subject, &length);
	assert_non_null(bytes);
	assert_int_equal(length, size);
	assert_memory_equal(bytes, large, size);
	return bytes;
}

/*
 * One that is large is mapped: another in its place, or none, changes nothing of
 * it. One that may be written to is copied: else the pages that a cut took from
 * it would be SIGBUS.
 */
static void a_large_one_is_mapped(void **state)
{
	struct cache *cache = cache_new(place, CACHE_MOST);
	size_t size = (size_t)40 << 20;
	char *large = xmalloc(size);
	memset(large, 'x', size);
	put("file", "w", "content");
	keep_large(cache, large, size);
	uint8_t *bytes = look_at_large(cache, large, size);
	keep(cache, "file", "another");
	assert_string_equal(loaded(cache, kind, "file"), "another");
	assert_int_equal(unlink(only_entry()), 0);
	assert_memory_equal(bytes, large, size);
	cache_unmap(bytes, size);

	keep_large(cache, large, size);
	writable_entry();
	bytes = look_at_large(cache, large, size);
	assert_int_equal(truncate(only_entry(), 0), 0);
	assert_memory_equal(bytes, large, size);
	bytes[0] = 'W'; /* the caller's own */
	cache_unmap(bytes, size);
	free(large);
	cache_free(cache);
}

static int count_files(void)
{
	struct dirent *entry;
	int count = 0;
	DIR *directory = opendir(place);
	assert_non_null(directory);
	while ((entry = readdir(directory)))
		count += strcmp(entry->d_name, ".") && strcmp(entry->d_name, "..");
	closedir(directory);
	return count;
}

static void gives_back_what_was_stored(void **state)
{
	struct cache *cache = cache_new(place, CACHE_MOST);
	put("a", "w", "first");
	put("b", "w", "second");
	assert_string_equal(loaded(cache, kind, "a"), "");
	keep(cache, "a", "about a");
	keep(cache, "b", "about b");
	assert_string_equal(loaded(cache, kind, "a"), "about a");
	assert_string_equal(loaded(cache, kind, "b"), "about b");
	keep(cache, "a", "more about a");
	assert_string_equal(loaded(cache, kind, "a"), "more about a");
	assert_int_equal(count_files(), 2);
	cache_free(cache);
}

static void is_private(void **state)
{
	struct stat found;
	struct cache *cache = cache_new(place, CACHE_MOST);
	put("a", "w", "first");
	umask(0);
	keep(cache, "a", "about a");
	umask(022);
	assert_int_equal(stat(place, &found), 0);
	assert_int_equal(found.st_mode & 0777, 0700);
	assert_int_equal(stat(only_entry(), &found), 0);
	assert_int_equal(found.st_mode & 0777, 0400);
	cache_free(cache);
}

static void counts_only_for_the_same_file(void **state)
{
	struct cache *cache = cache_new(place, CACHE_MOST);
	struct timespec times[2] = {{.tv_sec = 1000}, {.tv_sec = 1000}};
	put("a", "w", "first");
	assert_int_equal(utimensat(AT_FDCWD, "a", times, 0), 0);
	keep(cache, "a", "about a");
	/* Other bytes, the same size and time. */
	put("a", "w", "fIrst");
	assert_int_equal(utimensat(AT_FDCWD, "a", times, 0), 0);
	assert_string_equal(loaded(cache, kind, "a"), "");
	put("a", "w", "first");
	assert_int_equal(utimensat(AT_FDCWD, "a", times, 0), 0);
	assert_string_equal(loaded(cache, kind, "a"), "about a");
	times[1].tv_sec++;
	assert_int_equal(utimensat(AT_FDCWD, "a", times, 0), 0);
	assert_string_equal(loaded(cache, kind, "a"), "");
	cache_free(cache);
}

static void kinds_and_versions_are_apart(void **state)
{
	struct cache *cache = cache_new(place, CACHE_MOST);
	put("a", "w", "first");
	keep(cache, "a", "about a");
	assert_string_equal(loaded(cache, (struct cache_kind){"index", 4}, "a"), "");
	assert_string_equal(loaded(cache, (struct cache_kind){"status", 3}, "a"), "");
	assert_string_equal(loaded(cache, kind, "a"), "about a");
	cache_free(cache);
}

static void knows_what_a_file_has_grown_from(void **state)
{
	uint64_t size;
	struct cache *cache = cache_new(place, CACHE_MOST);
	put("a", "w", "first");
	keep(cache, "a", "about a");
	assert_string_equal(loaded_grown(cache, "a", &size), "about a");
	put("a", "a", " and second");
	assert_string_equal(loaded_grown(cache, "a", &size), "about a");
	assert_int_equal(size, 5);
	assert_string_equal(loaded(cache, kind, "a"), "");
	/* Written anew, longer: other bytes where the old end was. */
	put("a", "w", "fireplaces");
	assert_string_equal(loaded_grown(cache, "a", &size), "");
	put("a", "w", "fir");
	assert_string_equal(loaded_grown(cache, "a", &size), "");
	assert_string_equal(loaded_grown(cache, "missing", &size), "");
	assert_string_equal(loaded_grown(cache, ".", &size), "");
	cache_free(cache);
}

/* Whatever one byte becomes, and wherever the file ends. */
static void damage_makes_it_absent(void **state)
{
	struct cache *cache = cache_new(place, CACHE_MOST);
	put("a", "w", "first");
	keep(cache, "a", "about a");
	char *path = writable_entry(), bytes[CACHE_HEADER + 7];
	FILE *file = fopen(path, "r+b");
	assert_non_null(file);
	assert_int_equal(fread(bytes, 1, sizeof bytes, file), sizeof bytes);
	assert_int_equal(fgetc(file), EOF);
	for (size_t i = 0; i < sizeof bytes; i++) {
		assert_int_equal(fseek(file, (long)i, SEEK_SET), 0);
		fputc(bytes[i] ^ 0x10, file);
		fflush(file);
		assert_string_equal(loaded(cache, kind, "a"), "");
		assert_int_equal(fseek(file, (long)i, SEEK_SET), 0);
		fputc(bytes[i], file);
		fflush(file);
	}
	assert_string_equal(loaded(cache, kind, "a"), "about a");
	for (size_t i = sizeof bytes; i-- > 0;) {
		assert_int_equal(ftruncate(fileno(file), (off_t)i), 0);
		assert_string_equal(loaded(cache, kind, "a"), "");
	}
	fclose(file);
	cache_free(cache);
}

/* In the place of an entry: a directory, a pipe, a link, a hole as large as one likes. */
static void what_is_no_entry_is_none(void **state)
{
	struct cache *cache = cache_new(place, CACHE_MOST);
	put("a", "w", "first");
	keep(cache, "a", "about a");
	char path[512];
	snprintf(path, sizeof path, "%s", writable_entry());
	assert_int_equal(rename(path, "elsewhere"), 0);
	assert_int_equal(mkdir(path, 0700), 0);
	assert_string_equal(loaded(cache, kind, "a"), "");
	assert_int_equal(rmdir(path), 0);
	assert_int_equal(mkfifo(path, 0600), 0);
	assert_string_equal(loaded(cache, kind, "a"), "");
	assert_int_equal(unlink(path), 0);
	snprintf(path + 300, 200, "%s/elsewhere", root);
	assert_int_equal(symlink(path + 300, path), 0);
	assert_string_equal(loaded(cache, kind, "a"), "");
	assert_int_equal(unlink(path), 0);
	put(path, "w", "");
	assert_int_equal(truncate(path, (off_t)1 << 40), 0);
	assert_string_equal(loaded(cache, kind, "a"), "");
	keep(cache, "a", "anew");
	assert_string_equal(loaded(cache, kind, "a"), "anew");
	cache_free(cache);
}

/* Of two entries of one inode number on two devices, or copied over each other. */
static void an_entry_under_anothers_name_is_none(void **state)
{
	struct cache *cache = cache_new(place, CACHE_MOST);
	put("a", "w", "first");
	put("b", "w", "first");
	keep(cache, "a", "about a");
	char of_a[512];
	snprintf(of_a, sizeof of_a, "%s", only_entry());
	assert_int_equal(rename(of_a, "kept"), 0);
	keep(cache, "b", "about b");
	assert_int_equal(rename("kept", only_entry()), 0);
	assert_string_equal(loaded(cache, kind, "b"), "");
	cache_free(cache);
}

static void works_without_a_place(void **state)
{
	struct cache_subject subject;
	size_t length;
	put("a", "w", "first");
	subject = look("a");
	struct cache *none[] = {cache_new(NULL, CACHE_MOST), cache_new("", CACHE_MOST), cache_new("a/below", CACHE_MOST),
	                        cache_new("/proc/none/tbtop", CACHE_MOST)};
	for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
		assert_int_equal(cache_store(none[i], kind, &subject, slice_of("about a")), STATUS_NOT_FOUND);
		assert_null(cache_load(none[i], kind, &subject, &length));
		assert_null(cache_load_grown(none[i], kind, "a", &subject, &length));
		cache_free(none[i]);
	}
}

/* What another may write to is not believed. */
static void a_directory_open_to_others_is_none(void **state)
{
	struct cache *cache = cache_new(place, CACHE_MOST);
	put("a", "w", "first");
	keep(cache, "a", "about a");
	assert_int_equal(chmod(place, 0777), 0);
	assert_string_equal(loaded(cache, kind, "a"), "");
	assert_int_equal(chmod(place, 0700), 0);
	assert_string_equal(loaded(cache, kind, "a"), "about a");
	cache_free(cache);
}

static void an_unwritable_directory_still_reads(void **state)
{
	if (geteuid() == 0)
		skip(); /* root may write anywhere */
	struct cache *cache = cache_new(place, CACHE_MOST);
	struct cache_subject subject;
	put("a", "w", "first");
	keep(cache, "a", "about a");
	assert_int_equal(chmod(place, 0500), 0);
	subject = look("a");
	assert_int_equal(cache_store(cache, kind, &subject, slice_of("anew")), STATUS_DENIED);
	assert_string_equal(loaded(cache, kind, "a"), "about a");
	assert_int_equal(chmod(place, 0700), 0);
	cache_free(cache);
}

static void use_long_ago(const char *path, time_t seconds)
{
	struct timespec times[2] = {{.tv_sec = seconds}, {.tv_sec = seconds}};
	assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
}

static void what_was_unused_for_longest_goes(void **state)
{
	struct cache *cache = cache_new(place, 4 * (CACHE_HEADER + 10));
	char name[2] = "a", path[512];
	put("a", "w", "first");
	keep(cache, "a", "0123456789");
	use_long_ago(only_entry(), 1000);
	assert_string_equal(loaded(cache, kind, "a"), "0123456789"); /* in use again */
	snprintf(path, sizeof path, "%s/notes.txt", place);
	put(path, "w", "not ours to remove");
	for (*name = 'b'; *name <= 'e'; ++*name) {
		put(name, "w", name);
		keep(cache, name, "0123456789");
		struct cache_subject subject = look(name);
		snprintf(path, sizeof path, "%s/index-%jx-%jx", place, (uintmax_t)subject.id.dev,
		         (uintmax_t)subject.id.ino);
		if (*name < 'e')
			use_long_ago(path, 2000 + *name);
	}
	assert_string_equal(loaded(cache, kind, "a"), "0123456789");
	assert_string_equal(loaded(cache, kind, "b"), "");
	assert_string_equal(loaded(cache, kind, "c"), "");
	assert_string_equal(loaded(cache, kind, "d"), "0123456789");
	assert_string_equal(loaded(cache, kind, "e"), "0123456789");
	assert_int_equal(count_files(), 4);
	cache_free(cache);
}

static void one_that_is_too_large_is_refused(void **state)
{
	struct cache *cache = cache_new(place, CACHE_HEADER + 9);
	put("a", "w", "first");
	struct cache_subject subject = look("a");
	assert_int_equal(cache_store(cache, kind, &subject, slice_of("0123456789")), STATUS_LIMIT);
	cache_free(cache);
}

static void what_a_dead_process_left_is_cleared(void **state)
{
	char path[512];
	struct cache *cache = cache_new(place, CACHE_MOST);
	put("a", "w", "first");
	keep(cache, "a", "about a");
	snprintf(path, sizeof path, "%s/.new-1-1", place);
	put(path, "w", "half an ent");
	use_long_ago(path, 1000);
	snprintf(path, sizeof path, "%s/.new-2-1", place);
	put(path, "w", "being written");
	cache_free(cache);
	cache = cache_new(place, CACHE_MOST);
	keep(cache, "a", "about a"); /* the first one counts what is there */
	assert_int_equal(count_files(), 2);
	assert_int_equal(access(path, F_OK), 0);
	cache_free(cache);
}

/* Whoever reads sees one of the entries whole, or none. */
static void two_processes_do_not_mix(void **state)
{
	static char text[2][40000];
	put("a", "w", "first");
	struct cache_subject subject = look("a");
	pid_t children[2];
	for (int i = 0; i < 2; i++) {
		memset(text[i], 'x' + i, sizeof text[i]);
		children[i] = fork();
		if (children[i])
			continue;
		struct cache *mine = cache_new(place, 100000); /* room for two: they evict, too */
		for (int round = 0; round < 100; round++)
			cache_store(mine, kind, &subject, slice_make(text[i], sizeof text[i]));
		_exit(0);
	}
	struct cache *cache = cache_new(place, CACHE_MOST);
	int seen = 0;
	for (int left = 2; left > 0; left -= waitpid(-1, NULL, WNOHANG) > 0) {
		size_t length;
		uint8_t *bytes = cache_load(cache, kind, &subject, &length);
		if (!bytes)
			continue;
		seen++;
		assert_int_equal(length, sizeof text[0]);
		assert_true(!memcmp(bytes, text[0], length) || !memcmp(bytes, text[1], length));
		free(bytes);
	}
	assert_true(seen > 0);
	cache_free(cache);
}

static void a_subject_of_many_changes_with_each(void **state)
{
	struct cache_subject all = look("."), other = all;
	put("a", "w", "first");
	put("b", "w", "second");
	struct cache_subject a = look("a"), b = look("b"), changed = b;
	cache_subject_add(&all, &a);
	cache_subject_add(&all, &b);
	changed.mtime_ns--;
	cache_subject_add(&other, &a);
	cache_subject_add(&other, &changed);
	assert_int_equal(all.size, other.size);
	assert_true(all.head != other.head && all.tail != other.tail);
	assert_true(all.head != all.tail);
}

static void its_place_follows_the_environment(void **state)
{
	char *found;
	setenv("HOME", "/home/me", 1);
	setenv("XDG_CACHE_HOME", "/var/mine", 1);
	assert_string_equal(found = cache_place(), "/var/mine/tbtop");
	free(found);
	setenv("XDG_CACHE_HOME", "relative", 1);
	assert_string_equal(found = cache_place(), "/home/me/.cache/tbtop");
	free(found);
	unsetenv("XDG_CACHE_HOME");
	unsetenv("HOME");
	assert_null(cache_place());
}

#define IN_A_DIRECTORY(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_A_DIRECTORY(gives_back_what_was_stored),
		IN_A_DIRECTORY(what_is_looked_at_stays),
		IN_A_DIRECTORY(a_large_one_is_mapped),
		IN_A_DIRECTORY(is_private),
		IN_A_DIRECTORY(counts_only_for_the_same_file),
		IN_A_DIRECTORY(kinds_and_versions_are_apart),
		IN_A_DIRECTORY(knows_what_a_file_has_grown_from),
		IN_A_DIRECTORY(damage_makes_it_absent),
		IN_A_DIRECTORY(what_is_no_entry_is_none),
		IN_A_DIRECTORY(an_entry_under_anothers_name_is_none),
		IN_A_DIRECTORY(works_without_a_place),
		IN_A_DIRECTORY(a_directory_open_to_others_is_none),
		IN_A_DIRECTORY(an_unwritable_directory_still_reads),
		IN_A_DIRECTORY(what_was_unused_for_longest_goes),
		IN_A_DIRECTORY(one_that_is_too_large_is_refused),
		IN_A_DIRECTORY(what_a_dead_process_left_is_cleared),
		IN_A_DIRECTORY(two_processes_do_not_mix),
		IN_A_DIRECTORY(a_subject_of_many_changes_with_each),
		cmocka_unit_test(its_place_follows_the_environment),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
