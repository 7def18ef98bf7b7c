/* hparams.yaml and config.json: names, values, what is told of what can't be read. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "decode/settings.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* "a=1 b='text' c=true d=null", and what is wrong behind a bar. */
static void say(struct slice bytes, enum settings_form form, struct str *out)
{
	struct session_start start;
	struct str why = {0};
	str_clear(out);
	enum status status = settings_read(bytes, form, &start, &why);
	for (size_t i = 0; i < start.count; i++) {
		const struct hparam *one = &start.hparams[i];
		str_printf(out, "%s%s=", i ? " " : "", str_text(&one->name));
		switch (one->type) {
		case HPARAM_NULL: str_append_text(out, "null"); break;
		case HPARAM_NUMBER: str_printf(out, "%g", one->number); break;
		case HPARAM_BOOL: str_append_text(out, one->truth ? "true" : "false"); break;
		default: str_printf(out, "'%.*s'", (int)one->text.length, str_text(&one->text)); break;
		}
	}
	if (why.length)
		str_printf(out, "|%s", str_text(&why));
	assert_int_equal(status != STATUS_OK, !start.count && why.length);
	session_start_fini(&start);
	str_fini(&why);
}

static void check(enum settings_form form, const char *text, const char *expected)
{
	struct str out = {0};
	say(slice_of(text), form, &out);
	assert_string_equal(str_text(&out), expected);
	str_fini(&out);
}

static void yaml_as_lightning_writes_it(void **state)
{
	check(SETTINGS_YAML, "act: relu\ndropout: null\nlr: 0.05\nwidth: 16\n", "act='relu' dropout=null lr=0.05 width=16");
	check(SETTINGS_YAML, "model:\n  name: vit\n  heads:\n    count: 8\nseed: 1", "model/heads/count=8 model/name='vit' seed=1");
	check(SETTINGS_YAML, "betas: !!python/tuple\n- 0.9\n- 0.999\nlr: 1.0e-05\n", "betas='[0.9, 0.999]' lr=1e-05");
	check(SETTINGS_YAML, "a:\n  b:\n  - x\n  - y: 1\n    z: 2\n  c: 3\n", "a/b='[x, y: 1, z: 2]' a/c=3");
	check(SETTINGS_YAML, "text: a long text that goes\n  on # here\nnext: 2\n", "next=2 text='a long text that goes on'");
	check(SETTINGS_YAML, "{}\n", "");
	check(SETTINGS_YAML, "", "");
}

static void yaml_values(void **state)
{
	check(SETTINGS_YAML, "---\na: 1e-3\nb: -.inf\nc: .nan\nd: True\ne: ~\nf:\ng: 1_000\nh: 0x10\ni: 1.2.3\nj: -\n",
	      "a=0.001 b=-inf c=nan d=true e=null f=null g=1000 h='0x10' i='1.2.3' j='-'");
	check(SETTINGS_YAML, "a: 'it''s # no comment'\nb: \"\\u00e9\\n\\x41\"\n\"c d\": '1'\n# one\ne: a#b # two\n",
	      "a='it's # no comment' b='é\nA' c d='1' e='a#b'");
	check(SETTINGS_YAML, "a: |\n  one\n    two\n\n  three\nb: >-\n  four\nc: [1, {x: 2}]\n",
	      "a='one two three' b='four' c='[1, {x: 2}]'");
	check(SETTINGS_YAML, "a: 1\na: 2\r\nb: http://x:1\n", "a=2 b='http://x:1'");
	check(SETTINGS_YAML, "\xef\xbb\xbf" "a: 1", "a=1");
}

static void what_cannot_be_read_is_told(void **state)
{
	check(SETTINGS_YAML, "a: 1\nnothing\nb: 2", "a=1 b=2|line 2: no name and value");
	check(SETTINGS_YAML, "a: &x 1\nb: *x", "a='&x 1' b='*x'|line 1: anchors are kept as text");
	check(SETTINGS_YAML, "a: 1\n---\nb: 2", "a=1|line 2: a second document");
	check(SETTINGS_YAML, "a: 'open\nb: 2", "a='open' b=2|line 1: a quote has no end");
	check(SETTINGS_YAML, "a:\n    b: 1\n  c: 2\n", "a/b=1|line 3: no name and value");
	check(SETTINGS_YAML, "\x89PNG\r\n\x1a\n", "|line 1: no name and value");
	check(SETTINGS_JSON, "[1, 2]", "|column 1: an object in braces is missing");
}

static void json_too(void **state)
{
	check(SETTINGS_JSON, "{\n \"lr\": 1e-3, \"m\": {\"n\": \"vit\", \"l\": [1, 2]},\n \"x\": null, \"t\": true, \"s\": [\"a\", \"b\"]}\n",
	      "lr=0.001 m/l='[1, 2]' m/n='vit' s='[a, b]' t=true x=null");
	check(SETTINGS_JSON, "{\"a\": NaN, \"b\": [], \"c\": {}}", "a=nan b='[…]'");
}

static void all_is_bounded(void **state)
{
	struct str text = {0}, out = {0};
	for (int i = 0; i < 100; i++)
		str_printf(&text, "%*sn%d:\n", i, "", i);
	say(str_slice(&text), SETTINGS_YAML, &out);
	assert_non_null(strstr(str_text(&out), "nested too deep"));
	str_clear(&text);
	for (int i = 0; i < SETTINGS_VALUES + 10; i++)
		str_printf(&text, "n%d: 1\n", i);
	say(str_slice(&text), SETTINGS_YAML, &out);
	assert_non_null(strstr(str_text(&out), "more values than are read"));
	str_clear(&text);
	str_append_text(&text, "a: ");
	while (text.length < SETTINGS_BYTES / 2)
		str_append_text(&text, "xxxxxxxxxxxxxxxx");
	say(str_slice(&text), SETTINGS_YAML, &out);
	assert_in_range(out.length, 1, SETTINGS_TEXT + 10);
	while (text.length <= SETTINGS_BYTES)
		str_append_text(&text, "xxxxxxxxxxxxxxxx");
	say(str_slice(&text), SETTINGS_YAML, &out);
	assert_string_equal(str_text(&out), "|too large for a list of hparams");
	str_fini(&text);
	str_fini(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(yaml_as_lightning_writes_it),
		cmocka_unit_test(yaml_values),
		cmocka_unit_test(what_cannot_be_read_is_told),
		cmocka_unit_test(json_too),
		cmocka_unit_test(all_is_bounded),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
