/* What links that lead nowhere wait for. */
#define _XOPEN_SOURCE 700 /* mkdtemp, symlink */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "disk/dangling.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char top[] = "/tmp/tbtop-dangling-XXXXXX";

static const char *below(const char *name)
{
	static char paths[2][256]; /* two may be looked at */
	static unsigned turn;
	char *path = paths[turn++ % 2];
	snprintf(path, sizeof paths[0], "%s/%s", top, name);
	return path;
}

static int set_up(void **state)
{
	return !mkdtemp(top) || mkdir(below("there"), 0777);
}

static int tear_down(void **state)
{
	return rmdir(below("there")) || rmdir(top);
}

/* Of a link to `target` in the directory "there": the place is as a person would write it, seen from the top. */
static void assert_waits(const char *target, const char *holder, const char *name)
{
	struct dangling found;
	assert_int_equal(symlink(target, below("there/link")), 0);
	bool known = dangling_find(below("there"), "link", &found);
	assert_int_equal(unlink(below("there/link")), 0);
	assert_int_equal(known, holder != NULL);
	if (!known)
		return;
	char *real = realpath(found.holder, NULL), *expected = realpath(below(holder), NULL);
	assert_string_equal(real, expected);
	assert_string_equal(found.name, name);
	free(real);
	free(expected);
	dangling_fini(&found);
}

static void test_the_deepest_directory_holds_it(void **state)
{
	assert_waits("run", "there", "run");
	assert_waits("run/", "there", "run");
	assert_waits("../runs/7/logs", ".", "runs");
	assert_waits("./x/../../there//deep/", "there", "x");
	assert_waits(below("gone/by"), ".", "gone");
	assert_waits("/tbtop-is-not-here/x", "../..", "tbtop-is-not-here");
}

static void test_links_to_links(void **state)
{
	assert_int_equal(symlink("there/later/still", below("next")), 0);
	assert_waits("../next", "there", "later");
	assert_waits("../next/run", "there", "later");
	assert_int_equal(unlink(below("next")), 0);
}

static void test_what_never_ends(void **state)
{
	assert_waits("link", NULL, NULL);
	assert_int_equal(symlink("there/link", below("back")), 0);
	assert_waits("../back", NULL, NULL);
	assert_int_equal(unlink(below("back")), 0);
	struct dangling found;
	assert_false(dangling_find(below("there"), "no such link", &found));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_deepest_directory_holds_it),
		cmocka_unit_test(test_links_to_links),
		cmocka_unit_test(test_what_never_ends),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
