#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "ui/bind.h"

#include <string.h>

static struct event key_event(const char *text)
{
	struct event event = {.what = EVENT_KEY};
	assert_true(key_parse(text, &event.key, &event.modifiers));
	return event;
}

static enum action action_of(const struct binds *binds, const char *text)
{
	struct event event = key_event(text);
	const struct binding *found = bind_find(binds, &event);
	return found ? found->action : ACTION_NONE;
}

static void actions_are_found_by_name(void **state)
{
	for (int i = ACTION_NONE + 1; i < ACTION_COUNT; i++) {
		enum action action = (enum action)i;
		assert_int_equal(action_find(action_name(action)), action);
		assert_true(action_help(action)[0] && action_group(action)[0]);
	}
	assert_int_equal(action_find("no-such"), ACTION_NONE);
	assert_int_equal(action_find(""), ACTION_NONE);
}

/* The help shows rows by group: a group's actions must stand together. */
static void groups_stand_together(void **state)
{
	for (int i = 2; i < ACTION_COUNT; i++) {
		const char *group = action_group((enum action)i);
		if (!strcmp(group, action_group((enum action)(i - 1))))
			continue;
		for (int before = 1; before < i; before++)
			assert_string_not_equal(group, action_group((enum action)before));
	}
}

static void keys_survive_writing_and_reading(void **state)
{
	static const char *const texts[] = {"j", "G", "<", ">", "^", "^d", "^^", "M-x", "M-^a", "-", "M", "<Space>",
	                                    "<C-Space>", "<Up>", "<S-Tab>", "<C-Left>", "<M-C-S-F12>", "<Esc>", "é", "木"};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		char out[KEY_TEXT];
		struct event event = key_event(texts[i]);
		assert_int_equal(key_text(event.key, event.modifiers, out, sizeof out), strlen(texts[i]));
		assert_string_equal(out, texts[i]);
	}
}

static void what_is_no_key_is_refused(void **state)
{
	static const char *const texts[] = {"", "jj", "<Nope>", "<C->", "^ab", "\t", "\xff\xfe"};
	uint32_t key;
	uint8_t modifiers;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		assert_false(key_parse(texts[i], &key, &modifiers));
}

static void every_global_key_parses_and_means_one_thing(void **state)
{
	for (const struct binding *binding = bind_global; binding->key; binding++)
		key_event(binding->key);
	assert_null(bind_conflicts(bind_global, bind_global));
}

static void conflicts_are_found(void **state)
{
	static const struct binding same[] = {{"j", ACTION_DOWN}, {"Q", ACTION_QUIT}, {NULL}};
	static const struct binding other[] = {{"Q", ACTION_QUIT}, {"j", ACTION_UP}, {NULL}};
	static const struct binding argument[] = {{"1", ACTION_VIEW, "2"}, {NULL}};
	static const struct binding twice[] = {{"<S-Tab>", ACTION_UP}, {"Q", ACTION_QUIT}, {"<S-Tab>", ACTION_UP}, {NULL}};
	assert_null(bind_conflicts(same, bind_global));
	assert_ptr_equal(bind_conflicts(other, bind_global), &other[1]);
	assert_ptr_equal(bind_conflicts(argument, bind_global), &argument[0]);
	assert_ptr_equal(bind_conflicts(twice, twice), &twice[0]);
}

static void inner_scopes_come_first(void **state)
{
	static const struct binding overlay[] = {{"j", ACTION_LAST}, {NULL}};
	struct binds binds = {{overlay, bind_global}};
	struct str keys = {0};

	assert_int_equal(action_of(&binds, "j"), ACTION_LAST);
	assert_int_equal(action_of(&binds, "k"), ACTION_UP);
	assert_int_equal(action_of(&binds, "M-j"), ACTION_NONE);
	bind_keys(&binds, ACTION_DOWN, &keys);
	assert_string_equal(str_text(&keys), "<Down>");
	str_clear(&keys);
	bind_keys(&binds, ACTION_LAST, &keys);
	assert_string_equal(str_text(&keys), "j G <End>");
	str_fini(&keys);
}

static void only_keys_are_looked_up(void **state)
{
	struct binds binds = {{bind_global}};
	struct event mouse = {.what = EVENT_MOUSE, .key = 'j'};
	assert_null(bind_find(&binds, &mouse));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(actions_are_found_by_name),
		cmocka_unit_test(groups_stand_together),
		cmocka_unit_test(keys_survive_writing_and_reading),
		cmocka_unit_test(what_is_no_key_is_refused),
		cmocka_unit_test(every_global_key_parses_and_means_one_thing),
		cmocka_unit_test(conflicts_are_found),
		cmocka_unit_test(inner_scopes_come_first),
		cmocka_unit_test(only_keys_are_looked_up),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
