/* Names in few columns. */
#include "view/label.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void expect_cut(const char *const *names, size_t count, int columns, const char *const *expected)
{
	struct slice slices[8] = {0};
	for (size_t i = 0; i < count; i++)
		slices[i] = slice_of(names[i]);
	struct label_cut cut = label_cut_apart(slices, count, columns);
	for (size_t i = 0; i < count; i++) {
		struct label label;
		label_name_cut(&label, slices[i], columns, &cut);
		assert_string_equal(label.text, expected[i]);
	}
}

static void names_are_cut_where_they_do_not_differ(void **state)
{
	(void)state;
	static const char *const seeds[] = {"exp0/lr00-seed0", "exp0/lr01-seed0", "exp0/lr02-seed0"},
		*const apart[] = {"ex…0-seed0", "ex…1-seed0", "ex…2-seed0"};
	expect_cut(seeds, 3, 10, apart);
	static const char *const ends[] = {"alpha/one/run", "beta/one/run"}, *const begun[] = {"alph…/run", "beta…/run"};
	expect_cut(ends, 2, 9, begun);
	static const char *const fit[] = {"a", "a/b"};
	expect_cut(fit, 2, 9, fit);
	static const char *const same[] = {"same-same", "same-same"}, *const middle[] = {"sa…me", "sa…me"};
	expect_cut(same, 2, 5, middle);
	expect_cut(same, 0, 0, middle);
}

static void what_all_share_is_left_out_where_no_cut_tells_them_apart(void **state)
{
	(void)state;
	static const char *const names[] = {"big-experiment/lr0.1/with-all-the-rest", "big-experiment/lr0.2/with-all-the-rest", "base"},
		*const own[] = {"…lr0.1…", "…lr0.2…", "base"};
	expect_cut(names, 3, 9, own);
	/* words and numbers stay whole: 0.1 is not cut to 1 */
	static const char *const rates[] = {"sweep-of-november-0.10-with-dropout", "sweep-of-november-0.11-with-dropout"},
		*const numbers[] = {"…0.10…", "…0.11…"};
	expect_cut(rates, 2, 8, numbers);
	/* nothing to tell them by: a cut in the middle */
	static const char *const same[] = {"a/very/long/name", "a/very/long/name"}, *const alike[] = {"a/v…ame", "a/v…ame"};
	expect_cut(same, 2, 7, alike);
	/* one that fits shares nothing with the others, and stays whole */
	static const char *const wide[] = {"größe/α/übrig-bleibt-viel", "größe/β/übrig-bleibt-viel"}, *const letters[] = {"…α…", "…β…"};
	expect_cut(wide, 2, 5, letters);
}

static int use_utf8(void **state)
{
	(void)state;
	return setlocale(LC_CTYPE, "C.UTF-8") ? 0 : -1;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_cut_where_they_do_not_differ),
		cmocka_unit_test(what_all_share_is_left_out_where_no_cut_tells_them_apart),
	};
	return cmocka_run_group_tests_name("label", tests, use_utf8, NULL);
}
