#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "unit/view/world.h"
#include "view/tag_tree.h"

/* The tree as text: a line a node, indented by depth, groups with their count of leaves. */
static void describe(const struct tag_tree *tree, const struct store *store, struct str *out)
{
	for (size_t i = 0; i < tree->count; i++) {
		const struct tag_node *node = &tree->nodes[i];
		struct slice name = store_tag_name(store, node->tag);
		str_printf(out, "%*s%.*s", node->depth, "", (int)(node->to - node->from), name.data + node->from);
		if (node->leaves)
			str_printf(out, " %u%s", node->leaves, tag_tree_open(tree, store, node) ? "" : " closed");
		str_append_char(out, '\n');
	}
}

static void check_tree(const char *const *tags, const char *pin, const char *expected)
{
	struct store *store = store_new();
	struct choice *choice = choice_new();
	struct tag_tree tree = {0};
	struct str text = {0};
	struct row row = {0, 1, number_bits_float(1)};
	struct batch *batch = batch_new(add_test_file(store, "run", "events"), 0);
	for (; *tags; tags++) {
		struct batch_series *series = batch_series_of(batch, *tags);
		batch_add_metadata(series, strstr(*tags, "hist") ? "histograms" : "scalars");
		if (strstr(*tags, "hist"))
			batch_add_item(series, (struct item){.form = ITEM_TENSOR, .fits = KIND_BIT(KIND_HISTOGRAM)});
		else
			batch_add_rows(series, &row, 1, NUMBER_F32, 0);
	}
	store_apply(store, batch);
	if (pin)
		choice_apply(choice, store, &(struct edit){.what = EDIT_TAG_PIN, .text = pin});
	assert_true(tag_tree_prepare(&tree, store, choice));
	assert_false(tag_tree_prepare(&tree, store, choice));
	describe(&tree, store, &text);
	assert_string_equal(str_text(&text), expected);
	str_fini(&text);
	tag_tree_fini(&tree);
	choice_free(choice);
	store_free(store);
}

#define TAGS(...) ((const char *const[]){__VA_ARGS__, NULL})

static void groups(void **state)
{
	check_tree(TAGS("loss"), NULL, "loss\n");
	check_tree(TAGS("train/loss", "train/acc", "val/loss"), NULL, "train/ 2\n acc\n loss\nval/loss\n");
	check_tree(TAGS("a/b/c/x", "a/b/c/y"), NULL, "a/b/c/ 2\n x\n y\n");
	check_tree(TAGS("a/b/x", "a/b/y", "a/c"), NULL, "a/ 3\n b/ 2\n  x\n  y\n c\n");
	check_tree(TAGS("a", "a/b", "a/c", "a-b"), NULL, "a\na-b\na/ 2\n b\n c\n");
}

static void odd_slashes(void **state)
{
	check_tree(TAGS("/", "//", "/a", "a/"), NULL, "/\n/ 2\n /\n a\na/\n");
}

static void other_kinds_are_counted_only(void **state)
{
	check_tree(TAGS("hist/w", "loss"), NULL, "loss\n");
}

static void pins_come_first(void **state)
{
	check_tree(TAGS("train/loss", "train/acc", "val/loss"), "val/loss", " 1\n val/loss\ntrain/ 2\n acc\n loss\n");
}

static void deep_names_end(void **state)
{
	struct world world;
	struct tag_tree tree = {0};
	char name[4001];
	world_init(&world);
	for (int i = 0; i < 4000; i++)
		name[i] = i % 2 ? '/' : 'a';
	name[4000] = '\0';
	for (int i = 0; i < 12; i++) { /* each differs from the others at another depth */
		name[2 * i * 3] = 'b';
		world_series(&world, "run", name, 0, 1, value_loss);
		name[2 * i * 3] = 'a';
	}
	tag_tree_prepare(&tree, world.store, world.choice);
	assert_int_equal(tree.chart_count, 12);
	for (size_t i = 0; i < tree.count; i++)
		assert_true(tree.nodes[i].depth <= 8 && tree.nodes[i].next > i && tree.nodes[i].next <= tree.count);
	tag_tree_fini(&tree);
	world_fini(&world);
}

static void folding_is_remembered(void **state)
{
	struct world world;
	struct tag_tree tree = {0};
	world_init(&world);
	world_series(&world, "run", "train/a", 0, 1, value_loss);
	world_series(&world, "run", "train/b", 0, 1, value_loss);
	tag_tree_prepare(&tree, world.store, world.choice);
	assert_true(tag_tree_open(&tree, world.store, &tree.nodes[0]));
	tag_tree_turn(&tree, world.store, &tree.nodes[0]);
	world_series(&world, "run", "early/a", 0, 1, value_loss);
	world_series(&world, "run", "early/b", 0, 1, value_loss);
	assert_true(tag_tree_prepare(&tree, world.store, world.choice));
	assert_int_equal(tree.count, 6);
	assert_true(tag_tree_open(&tree, world.store, &tree.nodes[0]));
	assert_false(tag_tree_open(&tree, world.store, &tree.nodes[3]));
	tag_tree_fini(&tree);
	world_fini(&world);
}

static void dropped_tags_go(void **state)
{
	struct world world;
	struct tag_tree tree = {0};
	world_init(&world);
	world_series(&world, "a", "loss", 0, 1, value_loss);
	world_series(&world, "b", "gone", 0, 1, value_loss);
	tag_tree_prepare(&tree, world.store, world.choice);
	assert_int_equal(tree.chart_count, 2);
	store_file_gone(world.store, 1);
	store_drop_gone(world.store);
	assert_true(tag_tree_prepare(&tree, world.store, world.choice));
	assert_int_equal(tree.chart_count, 1);
	tag_tree_fini(&tree);
	world_fini(&world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(groups),          cmocka_unit_test(odd_slashes),
		cmocka_unit_test(pins_come_first), cmocka_unit_test(other_kinds_are_counted_only),
		cmocka_unit_test(deep_names_end),  cmocka_unit_test(folding_is_remembered),
		cmocka_unit_test(dropped_tags_go),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
