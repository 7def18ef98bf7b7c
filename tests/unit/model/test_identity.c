/* What runs look like. */
#include "model/identity.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define LOOKS (IDENTITY_HUES * IDENTITY_STROKES * IDENTITY_MARKS)

static void give(struct identities *given, struct identity *looks, int count)
{
	char name[32];
	for (int i = 0; i < count; i++) {
		int length = snprintf(name, sizeof name, "sweep/lr%d-seed%d", i % 7, i);
		looks[i] = identity_give(given, (struct slice){name, (size_t)length});
	}
}

static bool same_colour(struct identity a, struct identity b)
{
	return a.hue == b.hue && a.stroke == b.stroke;
}

static void lines_look_different_as_long_as_they_can(void **state)
{
	(void)state;
	struct identities given = {0};
	struct identity looks[LOOKS];
	give(&given, looks, LOOKS);
	for (int i = 0; i < LOOKS; i++) {
		for (int k = 0; k < i; k++) {
			assert_false(same_colour(looks[i], looks[k]) && looks[i].mark == looks[k].mark);
			if (i / 8 == k / 8)
				assert_true(looks[i].hue != looks[k].hue);
			if (i < 24)
				assert_false(same_colour(looks[i], looks[k]));
			if (i < 24 && looks[i].stroke == looks[k].stroke) /* without colours */
				assert_true(looks[i].mark != looks[k].mark);
		}
	}
}

static void looks_do_not_depend_on_the_process(void **state)
{
	(void)state;
	struct identities one = {0}, other = {0};
	struct identity a[LOOKS + 20], b[LOOKS + 20];
	give(&one, a, LOOKS + 20);
	give(&other, b, LOOKS + 20);
	assert_memory_equal(a, b, sizeof a);
}

static void what_was_kept_is_not_given_again(void **state)
{
	(void)state;
	struct identities given = {0};
	struct identity kept[40], looks[40];
	give(&given, kept, 40);
	memset(&given, 0, sizeof given);
	for (int i = 0; i < 40; i++)
		identity_note(&given, kept[i]);
	give(&given, looks, 40);
	for (int i = 0; i < 40; i++)
		for (int k = 0; k < 40; k++)
			assert_false(same_colour(looks[i], kept[k]) && looks[i].mark == kept[k].mark);
}

static void a_look_that_is_wished_for_is_given_once(void **state)
{
	(void)state;
	struct identities given = {0};
	struct identity wished = {.hue = 3, .stroke = 1, .mark = 5}, got[IDENTITY_HUES];
	for (int i = 0; i < IDENTITY_HUES; i++) {
		char name[] = {(char)('a' + i), '\0'};
		got[i] = identity_prefer(&given, wished, slice_of(name));
	}
	assert_memory_equal(&got[0], &wished, sizeof wished);
	for (int i = 0; i < IDENTITY_HUES; i++)
		for (int k = 0; k < i; k++)
			assert_true(got[i].hue != got[k].hue && got[i].mark != got[k].mark);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_look_different_as_long_as_they_can),
		cmocka_unit_test(looks_do_not_depend_on_the_process),
		cmocka_unit_test(what_was_kept_is_not_given_again),
		cmocka_unit_test(a_look_that_is_wished_for_is_given_once),
	};
	return cmocka_run_group_tests_name("identity", tests, NULL, NULL);
}
