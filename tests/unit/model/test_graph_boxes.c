/* A level as boxes: what is outside, constants, what only waits, limits; what is different in another graph. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "model/graph_boxes.h"
#include "model/graph_diff.h"
#include "unit/model/drawn.h"

#include <stdio.h>

static void add(struct str *graph, const char *name, const char *op, const char *inputs)
{
	struct str node = drawn_node(name, op, inputs);
	drawn_add(graph, &node);
}

static const struct graph_flow *flow(const struct graph_boxes *boxes, uint32_t from, uint32_t to)
{
	for (uint32_t i = 0; i < boxes->flow_count; i++)
		if (boxes->items[boxes->flows[i].from].item == from && boxes->items[boxes->flows[i].to].item == to)
			return &boxes->flows[i];
	return NULL;
}

static struct asset *network(void)
{
	struct str graph = {0};
	add(&graph, "x", "Placeholder", "");
	add(&graph, "net/a/mul", "Mul", "x net/two");
	add(&graph, "net/a/add", "Add", "net/a/mul net/two net/b/add:1"); /* a circle of scopes */
	add(&graph, "net/b/add", "Add", "net/a/add net/a/mul ^net/wait");
	add(&graph, "net/two", "Const", "");
	add(&graph, "net/shared", "Const", "");
	add(&graph, "net/wait", "NoOp", "");
	add(&graph, "out", "Identity", "net/b/add net/shared gone");
	return drawn_make(&graph);
}

static void a_level(void **state)
{
	struct asset *asset = network();
	const struct drawn_graph *drawn = &asset->drawn;
	struct graph_boxes boxes;
	uint32_t a = drawn->tree.items[drawn_item(drawn, "net/a/mul")].parent, b = drawn->tree.items[drawn_item(drawn, "net/b/add")].parent;
	assert_true(graph_boxes_make(&drawn->tree, drawn->tree.items[a].parent, false, &boxes));
	/* a, b, what is taken outside, too, and what waits; x and out at their edges. */
	assert_int_equal(boxes.count, 6);
	assert_int_equal(boxes.constants, 1);
	assert_int_equal(graph_boxes_of(&boxes, drawn_item(drawn, "net/two")), NODE_NONE);
	assert_int_equal(boxes.items[graph_boxes_of(&boxes, a)].constants, 2);
	assert_int_equal(graph_boxes_of(&boxes, drawn_item(drawn, "x")), NODE_NONE); /* it is not inside */
	assert_int_equal(flow(&boxes, drawn_item(drawn, "x"), a)->data, 1);
	assert_int_equal(flow(&boxes, a, b)->data, 2);
	assert_int_equal(flow(&boxes, b, a)->data, 1);
	assert_int_equal(flow(&boxes, drawn_item(drawn, "net/wait"), b)->control, 1);
	assert_int_equal(flow(&boxes, drawn_item(drawn, "net/wait"), b)->data, 0);
	assert_int_equal(flow(&boxes, b, drawn_item(drawn, "out"))->data, 1);
	assert_int_equal(boxes.items[boxes.flows[boxes.flow_count - 1].to].where, BOX_TAKES);
	graph_boxes_fini(&boxes);
	assert_true(graph_boxes_make(&drawn->tree, drawn->tree.items[a].parent, true, &boxes));
	assert_int_equal(boxes.count, 7);
	assert_int_not_equal(graph_boxes_of(&boxes, drawn_item(drawn, "net/two")), NODE_NONE);
	graph_boxes_fini(&boxes);
	asset_free(asset);
}

/* Of a level that is too large scopes have boxes first; where all wait for one, no line is drawn for that. */
static void limits(void **state)
{
	struct str graph = {0}, all = {0};
	char name[40];
	for (int i = 0; i < 400; i++) {
		snprintf(name, sizeof name, "%c%dx%d", 'a' + i % 26, i * 7 % 401, i);
		add(&graph, name, "Op", "");
		str_printf(&all, "^%s ", name);
	}
	for (int i = 0; i < 20; i++) {
		snprintf(name, sizeof name, "%c/%dx", 'a' + i, i * i);
		add(&graph, name, "Op", "");
	}
	add(&graph, "init", "NoOp", str_text(&all));
	struct asset *asset = drawn_make(&graph);
	struct graph_boxes boxes;
	assert_true(graph_boxes_make(&asset->drawn.tree, 0, false, &boxes));
	assert_int_equal(boxes.count, GRAPH_BOXES_INSIDE);
	assert_int_equal(boxes.left_out, 421 - GRAPH_BOXES_INSIDE);
	uint32_t scopes = 0;
	for (uint32_t i = 0; i < boxes.count; i++)
		scopes += asset->drawn.tree.items[boxes.items[i].item].what == TREE_SCOPE;
	assert_int_equal(scopes, 20);
	assert_int_equal(boxes.flow_count, 0);
	graph_boxes_fini(&boxes);
	asset_free(asset);
	str_fini(&all);
}

/* ---- Another graph ---- */

static const struct graph_change *change_of(const struct graph_diff *diff, const char *name)
{
	for (size_t i = 0; i < diff->count; i++) {
		struct str own = {0};
		graph_diff_name(diff, &diff->items[i], &own);
		bool same = slice_equal(str_slice(&own), slice_of(name));
		str_fini(&own);
		if (same)
			return &diff->items[i];
	}
	return NULL;
}

static void differences(void **state)
{
	struct str graph = {0}, text = {0};
	struct asset *before = network(), *after;
	struct graph_looks looks;
	struct graph_diff diff;
	add(&graph, "net/a/add", "Sub", "net/a/mul net/two net/b/add:1");
	add(&graph, "x", "Placeholder", "");
	add(&graph, "net/a/mul", "Mul", "x net/two:1");
	add(&graph, "net/b/add", "Add", "net/a/add net/a/mul ^net/wait");
	add(&graph, "net/two", "Const", "");
	add(&graph, "net/wait", "NoOp", "");
	add(&graph, "fresh", "Identity", "x");
	add(&graph, "fresh", "Identity", "out"); /* a second one of that name */
	after = drawn_make(&graph);
	graph_looks_init(&looks);
	while (looks.next < before->drawn.graph.node_count)
		assert_true(graph_looks_on(&looks, &before->drawn.graph, 3));
	assert_true(graph_diff_open(&diff, &looks, &after->drawn.graph));
	while (!diff.done)
		assert_true(graph_diff_on(&diff, 2));
	assert_int_equal(diff.changed, 2);
	assert_int_equal(diff.removed, 2);
	assert_int_equal(change_of(&diff, "net/shared")->what, GRAPH_REMOVED);
	assert_int_equal(change_of(&diff, "fresh")->what, GRAPH_ADDED);
	assert_null(change_of(&diff, "x")); /* the order of nodes is no difference */
	graph_diff_say(&diff, change_of(&diff, "net/a/add"), &text);
	assert_string_equal(str_text(&text), "type: Add → Sub");
	str_clear(&text);
	graph_diff_say(&diff, change_of(&diff, "net/a/mul"), &text);
	assert_string_equal(str_text(&text), "inputs: x:0, net/two:0 → x:0, net/two:1");
	assert_int_equal(diff.of_node[drawn_find(&after->drawn, "net/a/mul")], GRAPH_CHANGED);
	assert_int_equal(diff.items[diff.count - 1].what, GRAPH_ADDED);
	graph_diff_fini(&diff);
	graph_looks_fini(&looks);
	str_fini(&text);
	asset_free(before);
	asset_free(after);
}

/* The second node of a name is compared with the second one before. */
static void differences_of_namesakes(void **state)
{
	struct str graph = {0};
	struct graph_looks looks;
	struct graph_diff diff;
	add(&graph, "a", "A", "");
	add(&graph, "a", "B", "");
	struct asset *before = drawn_make(&graph);
	graph = (struct str){0};
	add(&graph, "a", "A", "");
	add(&graph, "a", "C", "");
	add(&graph, "a", "D", "");
	struct asset *after = drawn_make(&graph);
	graph_looks_init(&looks);
	assert_true(graph_looks_on(&looks, &before->drawn.graph, 10));
	assert_true(graph_diff_open(&diff, &looks, &after->drawn.graph));
	assert_true(graph_diff_on(&diff, 10));
	assert_int_equal(diff.count, 2);
	assert_int_equal(diff.removed, 0);
	assert_int_equal(change_of(&diff, "a (2)")->node, 1);
	assert_int_equal(change_of(&diff, "a (2)")->what, GRAPH_CHANGED);
	assert_int_equal(diff.items[1].node, 2);
	assert_int_equal(diff.items[1].what, GRAPH_ADDED);
	graph_diff_fini(&diff);
	graph_looks_fini(&looks);
	asset_free(before);
	asset_free(after);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(a_level), cmocka_unit_test(limits), cmocka_unit_test(differences),
		cmocka_unit_test(differences_of_namesakes)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
