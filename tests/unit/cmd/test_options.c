/* The command line: its own options, TensorBoard's spellings, and what it says of wrong ones. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "cmd/meant.h"
#include "cmd/options.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Words are divided by one blank each. */
static struct options parse(const char *line)
{
	static char words[1024];
	char *argv[64] = {"tbtop"};
	int argc = 1;
	struct options options;
	strcpy(words, line);
	for (char *word = strtok(words, " "); word; word = strtok(NULL, " "))
		argv[argc++] = word;
	options_parse(&options, argc, argv);
	return options;
}

static void no_words_are_the_dashboard_here(void **state)
{
	struct options options = parse("");
	assert_int_equal(options.command, COMMAND_DASHBOARD);
	assert_null(options.error);
	assert_null(options.notes);
	assert_int_equal(options.logdir_count, 1);
	assert_string_equal(options.logdirs[0].path, ".");
	assert_false(options.logdir_given);
	assert_true(options.reload_interval < 0);
	assert_true(isnan(options.target_step));
	options_fini(&options);
}

static void the_first_word_may_be_a_command(void **state)
{
	struct options options = parse("list list a/b --json");
	assert_int_equal(options.command, COMMAND_LIST);
	assert_int_equal(options.logdir_count, 2);
	assert_string_equal(options.logdirs[0].path, "list");
	assert_string_equal(options.logdirs[1].path, "a/b");
	assert_true(options.json && options.logdir_given);
	options_fini(&options);

	options = parse("--json steps x");
	assert_int_equal(options.command, COMMAND_STEPS);
	options_fini(&options);

	options = parse("somewhere list");
	assert_int_equal(options.command, COMMAND_DASHBOARD);
	assert_int_equal(options.logdir_count, 2);
	options_fini(&options);

	options = parse("-- list --json");
	assert_int_equal(options.command, COMMAND_DASHBOARD);
	assert_string_equal(options.logdirs[1].path, "--json");
	assert_false(options.json);
	options_fini(&options);
}

static void values_stand_after_a_blank_or_an_equals_sign(void **state)
{
	struct options options = parse("export --run=^a=b$ --tag loss --kind scalar -o out.csv --format=csv d");
	assert_string_equal(options.run, "^a=b$");
	assert_string_equal(options.tag, "loss");
	assert_string_equal(options.kind, "scalar");
	assert_string_equal(options.output, "out.csv");
	assert_string_equal(options.format, "csv");
	assert_int_equal(options.logdir_count, 1);
	options_fini(&options);
}

static void blanks_of_names_are_either(void **state)
{
	static const char *const lines[] = {"steps --target-step 1e6", "steps --target_step=1000000"};
	for (size_t i = 0; i < 2; i++) {
		struct options options = parse(lines[i]);
		assert_null(options.error);
		assert_true(options.target_step == 1e6);
		options_fini(&options);
	}
}

static void tensorboards_command_line_works(void **state)
{
	struct options options = parse("--logdir runs --port 6006 --host=0.0.0.0 --bind_all --reload_multifile true"
	                               " --reload_interval 5 --samples_per_plugin scalars=0 --noreuse_port"
	                               " --load_fast=false --window_title x --path_prefix /tb");
	assert_null(options.error);
	assert_int_equal(options.command, COMMAND_DASHBOARD);
	assert_int_equal(options.logdir_count, 1);
	assert_string_equal(options.logdirs[0].path, "runs");
	assert_true(options.reload_interval == 5);
	int lines = 0;
	for (const char *c = options.notes; *c; c++)
		lines += *c == '\n';
	assert_int_equal(lines, 8);
	assert_string_equal(options.window_title, "x");
	assert_non_null(strstr(options.notes, "tbtop: --samples-per-plugin is not needed"));
	options_fini(&options);

	options = parse("--logdir_spec a:/nowhere/x,b:/nowhere/y");
	assert_int_equal(options.logdir_count, 2);
	assert_string_equal(options.logdirs[0].name, "a");
	assert_string_equal(options.logdirs[1].path, "/nowhere/y");
	options_fini(&options);

	options = parse("--inspect --event_file a:b");
	assert_int_equal(options.command, COMMAND_LIST);
	assert_string_equal(options.logdirs[0].name, "");
	assert_string_equal(options.logdirs[0].path, "a:b");
	options_fini(&options);
}

static void enumerated_values(void **state)
{
	struct options options = parse("--color=never --charset ascii --watch=poll --size 100x30 --no-mouse once");
	assert_int_equal(options.color, WHEN_NEVER);
	assert_int_equal(options.charset, CHARSET_PLAIN);
	assert_int_equal(options.watch, WATCH_POLL);
	assert_int_equal(options.columns, 100);
	assert_int_equal(options.rows, 30);
	assert_false(options.mouse);
	assert_int_equal(options.command, COMMAND_ONCE);
	options_fini(&options);

	options = parse("--reload_interval 0 --nojson");
	assert_int_equal(options.watch, WATCH_OFF);
	assert_false(options.json);
	options_fini(&options);
}

static void expect_error(const char *line, const char *part)
{
	struct options options = parse(line);
	assert_non_null(options.error);
	if (!strstr(options.error, part))
		fail_msg("'%s' is not in: %s", part, options.error);
	options_fini(&options);
}

static void wrong_usage_is_named(void **state)
{
	expect_error("--siz 80x24", "unknown option --siz; did you mean --size?");
	expect_error("--logdri x", "did you mean --logdir?");
	expect_error("-x", "unknown option -x; `tbtop --help` tells which there are");
	expect_error("check --nonsense", "unknown option --nonsense; `tbtop check --help` tells which there are");
	expect_error("-json", "unknown option -json; did you mean --json?");
	expect_error("steps --target 5", "unknown option --target; did you mean --target-step?");
	expect_error("--once", "unknown option --once; did you mean the command: tbtop once?");
	expect_error("--size 80", "--size takes COLSxROWS, such as 80x24, not 80");
	expect_error("--size 0x5", "--size");
	expect_error("--size 99999x5", "--size");
	expect_error("--size -4x5", "--size");
	expect_error("--color purple", "--color takes auto, always or never, not purple");
	expect_error("--watch", "--watch takes auto, poll or off");
	expect_error("--run", "--run takes");
	expect_error("--target-step soon", "--target-step takes a step, not soon");
	expect_error("--reload_interval nan", "--reload-interval");
	expect_error("--seed -1", "--seed");
	expect_error("--json=maybe", "--json takes no value, not maybe");
	expect_error("--logdir_spec a:/x,,b:/y", "--logdir-spec");
	expect_error("--\x1B[31m", "unknown option --␛[31m");
	expect_error("--aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "…");
}

static void log_takes_values_behind_its_logdir(void **state)
{
	struct options options = parse("log lr=0.1 --run r --step -3 loss=1 --text note=a=b --hparam lr=3e-4 --metric loss -");
	assert_null(options.error);
	assert_int_equal(options.command, COMMAND_LOG);
	assert_string_equal(options.logdirs[0].path, "lr=0.1"); /* the first word, whatever it looks like */
	assert_string_equal(options.logdirs[0].name, "");
	assert_int_equal(options.logdir_count, 1);
	assert_true(options.step_given && options.step == -3 && options.from_stdin);
	static const struct entry entries[] = {
		{ENTRY_VALUE, "loss=1"}, {ENTRY_TEXT, "note=a=b"}, {ENTRY_HPARAM, "lr=3e-4"}, {ENTRY_METRIC, "loss"}};
	assert_int_equal(options.entry_count, 4);
	for (size_t i = 0; i < 4; i++) {
		assert_int_equal(options.entries[i].kind, entries[i].kind);
		assert_string_equal(options.entries[i].word, entries[i].word);
	}
	options_fini(&options);
	options = parse("log --logdir exp:1 - loss=1"); /* a path that is not there yet: not a NAME and a PATH */
	assert_string_equal(options.logdirs[0].path, "exp:1");
	options_fini(&options);
	options = parse("log");
	assert_false(options.logdir_given || options.step_given || options.from_stdin || options.entry_count);
	assert_true(isnan(options.wall_time));
	options_fini(&options);
	expect_error("log d loss", "log takes TAG=NUMBER, not loss");
	expect_error("log d =1", "log takes TAG=NUMBER, not =1");
	expect_error("log d --text note", "--text takes TAG=TEXT or TAG=@FILE, not note");
	expect_error("log d --step 1.5", "--step takes an integer, not 1.5");
	expect_error("log d --wall-time never", "--wall-time takes seconds since 1970");
}

static void demo_takes_sizes(void **state)
{
	struct options options = parse("demo d:1 --no-live --steps 100 --runs 3 --tags 7 --speed 2.5 --start 1.5e9");
	assert_null(options.error);
	assert_string_equal(options.logdirs[0].path, "d:1");
	assert_true(!options.live && options.steps == 100 && options.runs == 3 && options.bulk.tags == 7);
	assert_true(options.speed == 2.5 && options.start == 1.5e9);
	options_fini(&options);
	expect_error("demo --steps 0", "--steps takes a number of steps from 1 to 10^12, not 0");
	expect_error("demo --runs 2000000", "--runs");
	expect_error("demo --speed 0", "--speed");
	expect_error("demo --start 1e300", "--start");
	expect_error("demo --pictures 8193", "--pictures");
	expect_error("demo --values odd", "--values takes noisy, smooth, stairs, constant or random, not odd");
}

static void the_last_word_may_be_a_part(void **state)
{
	struct options options = parse("profile ops d ops --json");
	assert_string_equal(options.part, "ops");
	assert_true(options.json);
	assert_int_equal(options.logdir_count, 2);
	assert_string_equal(options.logdirs[0].path, "ops");
	options_fini(&options);
	options = parse("profile steps");
	assert_string_equal(options.part, "steps");
	assert_int_equal(options.logdir_count, 1);
	assert_string_equal(options.logdirs[0].path, ".");
	options_fini(&options);
	options = parse("profile ./ops");
	assert_null(options.part);
	assert_string_equal(options.logdirs[0].path, "./ops");
	options_fini(&options);
	options = parse("list ops");
	assert_null(options.part);
	assert_string_equal(options.logdirs[0].path, "ops");
	options_fini(&options);
}

static void waits_and_status_lines(void **state)
{
	struct options options = parse("wait d --until step>3 --timeout 2.5");
	assert_int_equal(options.command, COMMAND_WAIT);
	assert_string_equal(options.until, "step>3");
	assert_true(options.timeout == 2.5);
	options_fini(&options);
	options = parse("--status d");
	assert_int_equal(options.command, COMMAND_STATUS);
	assert_false(options.tmux);
	assert_string_equal(options.logdirs[0].path, "d");
	options_fini(&options);
	options = parse("--status=tmux d");
	assert_true(options.tmux);
	options_fini(&options);
	options = parse("--status=screen d");
	assert_non_null(options.error);
	options_fini(&options);
	options = parse("wait d --until done --timeout soon");
	assert_non_null(options.error);
	options_fini(&options);
}

static void help_is_about_the_command(void **state)
{
	static const char *const lines[] = {"export --help --nonsense", "--help export", "export -h", "help export"};
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		struct options options = parse(lines[i]);
		assert_int_equal(options.command, COMMAND_HELP);
		assert_int_equal(options.help, COMMAND_EXPORT);
		assert_null(options.error);
		options_fini(&options);
	}
	struct options options = parse("--version");
	assert_int_equal(options.command, COMMAND_VERSION);
	options_fini(&options);
}

static void a_word_that_is_nearly_a_command_names_it(void **state)
{
	assert_string_equal(meant_command("lits"), "list");
	assert_string_equal(meant_command("exprot"), "export");
	assert_string_equal(meant_command("chek"), "check");
	assert_string_equal(meant_command("hlep"), "help");
	assert_null(meant_command("runs"));
	assert_null(meant_command("test"));
	assert_null(meant_command("data"));
	assert_null(meant_command("logs"));
	assert_null(meant_command("profiles"));
	assert_null(meant_command("a"));
	assert_null(meant_command(""));
	assert_null(meant_command("/data/lists/of/runs/that/are/longer/than/any/name/of/an/option/could/be/here"));
}

static void a_word_that_is_nearly_a_part_names_it(void **state)
{
	assert_string_equal(meant_part(COMMAND_GRAPH, "tre"), "tree");
	assert_string_equal(meant_part(COMMAND_PROFILE, "kernel"), "kernels");
	assert_null(meant_part(COMMAND_GRAPH, "./tre"));
	assert_null(meant_part(COMMAND_GRAPH, "runs"));
	assert_null(meant_part(COMMAND_LIST, "tre"));
}

static void plain_is_letters_without_colours(void **state)
{
	struct options options;
	options_parse(&options, 3, (char *[]){"tbtop", "--plain", "runs"});
	assert_null(options.error);
	assert_int_equal(options.color, WHEN_NEVER);
	assert_int_equal(options.charset, CHARSET_PLAIN);
	assert_false(options.mouse);
	assert_int_equal(options.logdir_count, 1);
	options_fini(&options);
	options_parse(&options, 2, (char *[]){"tbtop", "--plain=no"});
	assert_non_null(options.error);
	options_fini(&options);
}

static void help_takes_a_command_or_a_topic(void **state)
{
	struct options options;
	options_parse(&options, 3, (char *[]){"tbtop", "help", "export"});
	assert_int_equal(options.command, COMMAND_HELP);
	assert_int_equal(options.help, COMMAND_EXPORT);
	assert_null(options.topic);
	options_fini(&options);
	options_parse(&options, 3, (char *[]){"tbtop", "help", "colours"});
	assert_int_equal(options.command, COMMAND_HELP);
	assert_string_equal(options.topic, "colours");
	options_fini(&options);
	options_parse(&options, 3, (char *[]){"tbtop", "--help", "colours"});
	assert_null(options.topic);
	options_fini(&options);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_word_that_is_nearly_a_command_names_it),
		cmocka_unit_test(help_takes_a_command_or_a_topic),
		cmocka_unit_test(a_word_that_is_nearly_a_part_names_it),
		cmocka_unit_test(plain_is_letters_without_colours),
		cmocka_unit_test(no_words_are_the_dashboard_here),
		cmocka_unit_test(the_first_word_may_be_a_command),
		cmocka_unit_test(values_stand_after_a_blank_or_an_equals_sign),
		cmocka_unit_test(blanks_of_names_are_either),
		cmocka_unit_test(tensorboards_command_line_works),
		cmocka_unit_test(enumerated_values),
		cmocka_unit_test(wrong_usage_is_named),
		cmocka_unit_test(log_takes_values_behind_its_logdir),
		cmocka_unit_test(demo_takes_sizes),
		cmocka_unit_test(the_last_word_may_be_a_part),
		cmocka_unit_test(waits_and_status_lines),
		cmocka_unit_test(help_is_about_the_command),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
