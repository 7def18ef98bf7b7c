#define _XOPEN_SOURCE 700 /* nftw, mkdtemp */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/str.h"
#include "disk/saved.h"
#include "disk/scan.h"

#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

/* Each test works in an empty directory, which is the working directory meanwhile. */
static char root[64];

static int set_up(void **state)
{
	strcpy(root, "/tmp/tbtop-scan-XXXXXX");
	return mkdtemp(root) && !chdir(root) ? 0 : -1;
}

static int take_away(const char *path, const struct stat *stat, int type, struct FTW *where)
{
	return remove(path);
}

static int tear_down(void **state)
{
	return chdir("/") || nftw(root, take_away, 16, FTW_DEPTH | FTW_PHYS);
}

static void put(const char *path, const char *content)
{
	FILE *file = fopen(path, "wb");
	assert_non_null(file);
	fputs(content, file);
	assert_int_equal(fclose(file), 0);
}

static void make(const char *path)
{
	assert_int_equal(mkdir(path, 0777), 0);
}

static void link_to(const char *target, const char *path)
{
	assert_int_equal(symlink(target, path), 0);
}

/* What a walk gave: "run|name|path\n" and "!path|status\n". */
static void note_file(void *context, const struct found_file *file)
{
	str_printf(context, "%s|%s|%s\n", file->run, file->name, file->path);
}

static void note_trouble(void *context, const char *path, enum status status)
{
	str_printf(context, "!%s|%s\n", path, status_text(status));
}

static void assert_walk(const char *spec, const char *expected)
{
	struct str got = {0};
	struct logdir logdir = logdir_parse(spec);
	assert_int_equal(scan_tree(&logdir, note_file, note_trouble, &got), STATUS_OK);
	assert_string_equal(str_text(&got), expected);
	str_fini(&got);
	logdir_fini(&logdir);
}

static void test_names(void **state)
{
	assert_true(scan_is_events("events.out.tfevents.1.h"));
	assert_true(scan_is_events("tfevents"));
	assert_true(scan_is_events(".x.tfevents.1.h.gz"));
	assert_false(scan_is_events("TFEVENTS"));
	assert_false(scan_is_events("tfevent"));
	assert_true(scan_is_marker("a.tfevents.profile-empty"));
	assert_false(scan_is_marker("profile-empty"));
	assert_false(scan_is_marker("a.tfevents.profile-empty.v2"));
}

static void assert_spec(const char *spec, const char *name, const char *path)
{
	struct logdir logdir = logdir_parse(spec);
	assert_string_equal(logdir.name, name);
	assert_string_equal(logdir.path, path);
	logdir_fini(&logdir);
}

static void test_logdir_parse(void **state)
{
	make("is:here");
	assert_spec("runs", "", "runs");
	assert_spec("a:runs", "a", "runs");
	assert_spec("a:b:c", "a", "b:c");
	assert_spec("a:/x", "a", "/x");
	assert_spec("/a:b", "", "/a:b");
	assert_spec("is:here", "", "is:here");
	assert_spec(":x", "", "x");
	assert_spec("", "", "");
}

static void assert_run(const char *name, const char *below, const char *expected)
{
	struct logdir logdir = {(char *)name, ""};
	char *run = scan_run_name(&logdir, below);
	assert_string_equal(run, expected);
	free(run);
}

static void test_run_names(void **state)
{
	assert_run("", "", ".");
	assert_run("", "./", ".");
	assert_run("", "a//b/", "a/b");
	assert_run("", "/a/./b", "a/b");
	assert_run("n", "", "n");
	assert_run("n", "a", "n/a");
	assert_run("n/", "a", "n/a");
	assert_run("n/..", "", ".");
	assert_run("n/..", "a", "a");
	assert_run("n/m/..", "a", "n/a");
	assert_run("../n", "a", "../n/a");
	assert_run("../..", "", "../..");
	assert_run("..n", "..", ".");
	assert_run("", "a\nb\xff", "a\nb\xff");
}

static void test_tree_order(void **state)
{
	make("d");
	make("d/b");
	make("d/a");
	make("d/a/z");
	make("d/none");
	put("d/tfevents.2", "");
	put("d/tfevents.1", "");
	put("d/zzz", "");
	put("d/a/z/x.tfevents", "");
	put("d/b/tfevents", "");
	make("d/b/a.tfevents.dir");
	put("d/b/a.tfevents.dir/other", "");
	const char *files = ".|tfevents.1|d/tfevents.1\n.|tfevents.2|d/tfevents.2\na/z|x.tfevents|d/a/z/x.tfevents\n"
			    "b|tfevents|d/b/tfevents\n";
	assert_walk("d", files);
	assert_walk("n:d/b", "n|tfevents|d/b/tfevents\n");
	assert_walk("n:d/a", "n/z|x.tfevents|d/a/z/x.tfevents\n");
	assert_walk("./d/a/", "z|x.tfevents|./d/a/z/x.tfevents\n");
	assert_walk("d/../d/a//", "z|x.tfevents|d/../d/a//z/x.tfevents\n");
}

static void test_one_file_is_a_logdir(void **state)
{
	make("d");
	put("d/whatever", "");
	assert_walk("d/whatever", ".|whatever|d/whatever\n");
	assert_walk("n:d/whatever", "n|whatever|d/whatever\n");
}

static void test_bytes_in_names(void **state)
{
	make("d");
	make("d/a\nb");
	make("d/\xff\xfe");
	put("d/a\nb/tfevents\x1b[31m", "");
	put("d/\xff\xfe/tfevents.\xc3", "");
	assert_walk("d", "a\nb|tfevents\x1b[31m|d/a\nb/tfevents\x1b[31m\n"
			 "\xff\xfe|tfevents.\xc3|d/\xff\xfe/tfevents.\xc3\n");
}

static void test_what_is_no_file(void **state)
{
	make("d");
	assert_int_equal(mkfifo("d/a.tfevents", 0666), 0);
	link_to("nowhere", "d/b.tfevents");
	link_to("c.tfevents", "d/c.tfevents");
	link_to("a.tfevents", "d/d.tfevents");
	put("real", "x");
	link_to("../real", "d/e.tfevents");
	assert_walk("d", ".|e.tfevents|d/e.tfevents\n");

	struct scan scan;
	scan_directory("d", NULL, NULL, &scan);
	assert_int_equal(scan.count, 1);
	assert_int_equal(scan.entries[0].stat.size, 1);
	assert_int_equal(scan.other_files, 0);
	scan_fini(&scan);
}

static void test_links_to_directories(void **state)
{
	make("d");
	make("d/a");
	make("d/a/deep");
	make("else");
	put("d/a/tfevents", "");
	put("else/tfevents", "");
	link_to(".", "d/a/deep/self");
	link_to("..", "d/a/deep/up");
	link_to("../../../d", "d/a/deep/top");
	link_to("../else", "d/one");
	link_to("../else", "d/two");
	link_to("a", "d/z");
	/* the same target by two ways is two runs; only ways back are not taken */
	assert_walk("d", "a|tfevents|d/a/tfevents\none|tfevents|d/one/tfevents\ntwo|tfevents|d/two/tfevents\n"
			 "z|tfevents|d/z/tfevents\n");
}

static void test_two_links_back(void **state)
{
	make("d");
	make("d/a");
	make("d/b");
	put("d/a/tfevents", "");
	link_to("../b", "d/a/to_b");
	link_to("../a", "d/b/to_a");
	assert_walk("d", "a|tfevents|d/a/tfevents\nb/to_a|tfevents|d/b/to_a/tfevents\n");
}

static void test_unreadable(void **state)
{
	if (!geteuid())
		skip();
	make("d");
	make("d/closed");
	make("d/open");
	put("d/closed/tfevents", "");
	put("d/open/tfevents", "");
	chmod("d/open/tfevents", 0);
	chmod("d/closed", 0);
	assert_walk("d", "!d/closed|permission denied\nopen|tfevents|d/open/tfevents\n");
	chmod("d/closed", 0400); /* listed, but nothing in it can be looked at */
	assert_walk("d", "closed|tfevents|d/closed/tfevents\nopen|tfevents|d/open/tfevents\n");
	chmod("d/closed", 0700);
}

static void test_logdir_that_is_none(void **state)
{
	struct str got = {0};
	struct logdir missing = {"", "missing"}, fifo = {"", "fifo"};
	assert_int_equal(mkfifo("fifo", 0666), 0);
	assert_int_equal(scan_tree(&missing, note_file, note_trouble, &got), STATUS_NOT_FOUND);
	assert_int_equal(scan_tree(&fifo, note_file, NULL, &got), STATUS_NOT_A_DIRECTORY);
	assert_int_equal(got.length, 0);
}

/* Even root can't open a file without a descriptor for it. */
static void test_one_file_that_cannot_be_opened(void **state)
{
	struct str got = {0};
	struct logdir file = {"", "file"};
	struct rlimit limit, none;
	put("file", "");
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &limit), 0);
	none = (struct rlimit){0, limit.rlim_max};
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
	enum status status = scan_tree(&file, note_file, note_trouble, &got);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &limit), 0);
	assert_int_equal(status, STATUS_TOO_MANY_FILES);
	assert_int_equal(got.length, 0);
}

/* A path longer than the system takes ends the walk there, and only there. */
static void test_too_deep(void **state)
{
	char name[201];
	memset(name, 'x', 200);
	name[200] = '\0';
	make("d");
	assert_int_equal(chdir("d"), 0);
	for (int i = 0; i < 40; i++) {
		make(name);
		assert_int_equal(chdir(name), 0);
	}
	assert_int_equal(chdir(root), 0);
	make("d/y");
	put("d/y/tfevents", "");
	struct str got = {0};
	struct logdir logdir = logdir_parse("d");
	assert_int_equal(scan_tree(&logdir, note_file, note_trouble, &got), STATUS_OK);
	assert_non_null(strstr(str_text(&got), "y|tfevents|d/y/tfevents\n"));
	assert_int_equal(got.data[0], '!');
	str_fini(&got);
	logdir_fini(&logdir);
	assert_int_equal(system("rm -rf d"), 0);
}

static void test_directory_listing(void **state)
{
	struct scan scan;
	struct stat stat_;
	make("d");
	make("d/m");
	put("d/z.tfevents", "12345");
	put("d/a.tfevents", "");
	put("d/other", "");
	put("d/more", "");
	assert_int_equal(stat("d", &stat_), 0);
	scan_directory("d", NULL, NULL, &scan);
	assert_int_equal(scan.status, STATUS_OK);
	assert_int_equal(scan.other_files, 2);
	assert_int_equal(scan.id.ino, stat_.st_ino);
	assert_int_equal(scan.count, 3);
	assert_string_equal(scan.entries[0].name, "a.tfevents");
	assert_string_equal(scan.entries[1].name, "m");
	assert_int_equal(scan.entries[1].what, ENTRY_DIRECTORY);
	assert_string_equal(scan.entries[2].name, "z.tfevents");
	assert_int_equal(scan.entries[2].what, ENTRY_EVENTS);
	assert_int_equal(scan.entries[2].stat.size, 5);
	scan_fini(&scan);

	scan_directory("d/other", NULL, NULL, &scan);
	assert_int_equal(scan.status, STATUS_NOT_A_DIRECTORY);
	scan_fini(&scan);
}

static void note_saved(void *context, const struct found_file *file)
{
	str_printf(context, "saved %s|%s\n", file->run, file->name);
}

/* Checkpoints are told by their names, with the run they lie in; only where somebody asks. */
static void test_what_was_saved(void **state)
{
	static const char *const saved[] = {"model.pt", "last.ckpt", "epoch=1-step=500.ckpt", "w.safetensors", "a.weights.h5",
	                                    "model.ckpt-100.index", "checkpoint", "MODEL.PTH"};
	static const char *const others[] = {"model", "pt", ".pt", "checkpoint.txt", "ckpt-1.data-00000-of-00001", "a.tfevents.1"};
	static const char *const directories[] = {"checkpoint-500", "global_step1000", "ckpt_7", "step=3", "Epoch3"};
	static const char *const no_directories[] = {"checkpoints", "checkpoint-", "checkpoint-5-old", "steps", "run-7"};
	struct str got = {0};
	struct logdir logdir = {"", "d"};
	for (size_t i = 0; i < sizeof saved / sizeof *saved; i++)
		assert_true(saved_is_file(saved[i]));
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		assert_false(saved_is_file(others[i]));
	for (size_t i = 0; i < sizeof directories / sizeof *directories; i++)
		assert_true(saved_is_directory(directories[i]));
	for (size_t i = 0; i < sizeof no_directories / sizeof *no_directories; i++)
		assert_false(saved_is_directory(no_directories[i]));
	make("d");
	make("d/run");
	make("d/run/checkpoint-5");
	put("d/run/a.tfevents", "");
	put("d/run/a.pt", "");
	put("d/run/checkpoint-5/b.pt", "");
	assert_int_equal(scan_tree_and_saved(&logdir, note_file, note_saved, note_trouble, &got), STATUS_OK);
	assert_string_equal(str_text(&got), "run|a.tfevents|d/run/a.tfevents\nsaved run|a.pt\nsaved run|checkpoint-5\n"
	                                    "saved run/checkpoint-5|b.pt\n");
	str_clear(&got);
	assert_int_equal(scan_tree(&logdir, note_file, note_trouble, &got), STATUS_OK);
	assert_string_equal(str_text(&got), "run|a.tfevents|d/run/a.tfevents\n");
	str_fini(&got);
}

/* A checkpoint may be thousands of files: so many are looked at. */
static void test_saved_in_many_files(void **state)
{
	struct scan scan;
	make("d");
	for (int i = 0; i < SCAN_SAVED + 50; i++) {
		char name[40];
		snprintf(name, sizeof name, "d/shard-%d.pt", i);
		put(name, "");
	}
	scan_directory("d", NULL, saved_is_file, &scan);
	assert_int_equal(scan.count, SCAN_SAVED);
	assert_int_equal(scan.entries[0].what, ENTRY_SAVED);
	assert_int_equal(scan.other_files, SCAN_SAVED + 50);
	scan_fini(&scan);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_what_was_saved), TEST(test_saved_in_many_files),
		TEST(test_names), TEST(test_logdir_parse), TEST(test_run_names), TEST(test_tree_order),
		TEST(test_one_file_is_a_logdir), TEST(test_one_file_that_cannot_be_opened),
		TEST(test_bytes_in_names), TEST(test_what_is_no_file),
		TEST(test_links_to_directories), TEST(test_two_links_back), TEST(test_unreadable),
		TEST(test_logdir_that_is_none), TEST(test_too_deep), TEST(test_directory_listing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
