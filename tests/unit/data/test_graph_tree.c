/* Names folded by scopes and series. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "data/graph_tree.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* "name op input input": a node each. */
static void add(struct graph *graph, const char *text)
{
	char words[4][300] = {"", "", "", ""};
	int count = sscanf(text, "%299s %299s %299s %299s", words[0], words[1], words[2], words[3]);
	assert_true(array_reserve(&graph->nodes, &graph->node_capacity, (size_t)graph->node_count + 1));
	graph->nodes[graph->node_count++] = (struct graph_node){
		.name = graph_text(graph, slice_of(words[0])), .op = graph_text(graph, slice_of(words[1])),
		.first_input = (uint32_t)graph->input_count, .input_count = count > 2 ? (uint32_t)count - 2 : 0, .parameters = 1};
	for (int i = 2; i < count; i++) {
		assert_true(array_reserve(&graph->inputs, &graph->input_capacity, graph->input_count + 1));
		graph->inputs[graph->input_count++] = (struct graph_input){NODE_NONE, graph_text(graph, slice_of(words[i])), 0, false};
	}
}

static void begin(struct graph *graph)
{
	assert_true(graph_init(graph));
	assert_true(array_reserve(&graph->levels, &graph->level_capacity, 1));
	graph->levels[graph->level_count++] = (struct graph_level){0};
}

static void end(struct graph *graph, struct graph_tree *tree)
{
	graph->levels[0].count = graph->node_count;
	assert_true(graph_connect(graph));
	assert_true(graph_tree_make(graph, tree));
}

static void say(const struct graph_tree *tree, uint32_t item, int depth, struct str *out)
{
	str_printf(out, "%*s", depth, "");
	graph_tree_name(tree, item, out);
	str_printf(out, " %" PRIu32 "\n", tree->items[item].nodes);
	for (uint32_t child = tree->items[item].child; child != NODE_NONE; child = tree->items[child].sibling) {
		assert_int_equal(tree->items[child].parent, item);
		say(tree, child, depth + 1, out);
	}
}

static void expect(const char *const *nodes, const char *wanted)
{
	struct graph graph;
	struct graph_tree tree;
	struct str out = {0};
	begin(&graph);
	for (; *nodes; nodes++)
		add(&graph, *nodes);
	end(&graph, &tree);
	say(&tree, 0, 0, &out);
	assert_string_equal(str_text(&out), wanted);
	assert_int_equal(tree.items[0].parameters, graph.node_count);
	for (uint32_t i = 0; i < graph.node_count; i++)
		assert_int_equal(tree.items[tree.of_node[i]].node, i);
	str_fini(&out);
	graph_tree_fini(&tree);
	graph_fini(&graph);
}

static void scopes(void **state)
{
	expect((const char *const[]){"x A", "m/w B", "m/b/v B", "y A", "m/w/read C", NULL},
	       " 5\n x 1\n m 3\n  w 2\n   (w) 1\n   read 1\n  b 1\n   v 1\n y 1\n");
	/* Odd names are names. */
	expect((const char *const[]){"/ A", "a// A", "/a A", NULL}, " 3\n  2\n   1\n  a 1\n a 1\n   1\n    1\n");
}

static void series(void **state)
{
	/* Five that count are a series, in the place of the first; four are none, nor are others between. */
	expect((const char *const[]){"z A", "l_2 A", "l A", "l_1 A", "q A", "l_3 A", "l_4 A", "k_1 A", "k_2 A", "k_3 A", "k_4 A", NULL},
	       " 11\n z 1\n l_[0-4] 5\n  l 1\n  l_1 1\n  l_2 1\n  l_3 1\n  l_4 1\n q 1\n k_1 1\n k_2 1\n k_3 1\n k_4 1\n");
	/* Of another type, or with a gap, they are not alike. */
	expect((const char *const[]){"l0 A", "l1 A", "l2 B", "l3 A", "l4 A", "l6 A", NULL},
	       " 6\n l0 1\n l1 1\n l2 1\n l3 1\n l4 1\n l6 1\n");
	/* Scopes are alike when as many nodes are in them; the number may stand in the middle. */
	expect((const char *const[]){"h0_x/a A", "h1_x/a A", "h2_x/b A", "h3_x/a B", "h4_x/a A", "h5_x/a A", "h5_x/b A", NULL},
	       " 7\n h[0-4]_x 5\n  h0_x 1\n   a 1\n  h1_x 1\n   a 1\n  h2_x 1\n   b 1\n  h3_x 1\n   a 1\n  h4_x 1\n   a 1\n h5_x 2\n  a 1\n  b 1\n");
}

/* A depth that no stack stands, and edges in a circle, of itself, to nowhere, twice. */
static void what_is_hostile_is_told(void **state)
{
	struct graph graph;
	struct graph_tree tree;
	struct str name = {0};
	begin(&graph);
	for (int i = 0; i < 100000; i++)
		str_append_text(&name, "a/");
	assert_true(array_reserve(&graph.nodes, &graph.node_capacity, 1));
	graph.nodes[graph.node_count++] = (struct graph_node){.name = graph_text(&graph, str_slice(&name)), .op = graph_text(&graph, slice_of("A"))};
	add(&graph, "b A c");
	add(&graph, "c A b b");
	add(&graph, "d A d nowhere");
	add(&graph, "c A c");
	end(&graph, &tree);
	assert_int_equal(graph.lost, 1);
	assert_int_equal(graph.nodes[1].user_count, 2);
	assert_int_equal(graph.nodes[2].user_count, 2); /* the first of a name is meant */
	assert_int_equal(graph.users[graph.nodes[3].first_user], 3);
	assert_int_equal(tree.items[0].nodes, 5);
	int depth = 0;
	for (uint32_t item = tree.of_node[0]; item != NODE_NONE; item = tree.items[item].parent)
		depth++;
	assert_true(depth <= TREE_DEPTH + 2);
	str_fini(&name);
	graph_tree_fini(&tree);
	graph_fini(&graph);
}

/* Nodes of one name: each has a place, one behind the other, a scope's within it; they break a series off. */
static void namesakes(void **state)
{
	expect((const char *const[]){"a A", "a/b A", "a B", "c A", "a C", NULL}, " 5\n a 4\n  (a) 1\n  (a) 1\n  (a) 1\n  b 1\n c 1\n");
	expect((const char *const[]){"c A", "b A", "c A", NULL}, " 3\n c 1\n c 1\n b 1\n");
	expect((const char *const[]){"l0 A", "l1 A", "l2 A", "l3 A", "l4 A", "l4 A", NULL},
	       " 6\n l[0-4] 5\n  l0 1\n  l1 1\n  l2 1\n  l3 1\n  l4 1\n l4 1\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(scopes), cmocka_unit_test(series), cmocka_unit_test(what_is_hostile_is_told),
		cmocka_unit_test(namesakes)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
