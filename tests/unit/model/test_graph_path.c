/* Ways between nodes, against a search of all ways by hand. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "model/graph_path.h"

#include <stdio.h>
#include <stdlib.h>

enum { NODES = 40 };

static uint64_t state = 11;

static uint32_t chance(uint32_t most)
{
	state = state * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(state >> 33) % most;
}

/* Edges by chance, in circles too; `edges` has those from row to column. */
static struct graph by_chance(uint32_t count, bool edges[NODES][NODES])
{
	struct graph graph;
	assert_true(graph_init(&graph));
	assert_true(array_reserve(&graph.nodes, &graph.node_capacity, NODES) &&
	            array_reserve(&graph.inputs, &graph.input_capacity, count));
	for (uint32_t i = 0; i < NODES; i++) {
		char name[16];
		snprintf(name, sizeof name, "n%u", i);
		graph.nodes[i] = (struct graph_node){.name = graph_text(&graph, slice_of(name)), .first_input = (uint32_t)graph.input_count};
		for (uint32_t k = 0; k < count / NODES; k++) {
			uint32_t from = chance(NODES);
			snprintf(name, sizeof name, "n%u", from);
			graph.inputs[graph.input_count++] = (struct graph_input){.name = graph_text(&graph, slice_of(name)), .control = k % 2};
			edges[from][i] = true;
		}
		graph.nodes[i].input_count = count / NODES;
	}
	graph.node_count = NODES;
	if (!graph.level_count) {
		assert_true(array_reserve(&graph.levels, &graph.level_capacity, 1));
		graph.levels[graph.level_count++] = (struct graph_level){0};
	}
	graph.levels[0] = (struct graph_level){.name = graph_text(&graph, slice_of("")), .count = NODES};
	assert_true(graph_connect(&graph));
	return graph;
}

/* Floyd's: the fewest edges from each to each; 999 for none. */
static void measure(bool edges[NODES][NODES], int out[NODES][NODES])
{
	for (int i = 0; i < NODES; i++)
		for (int k = 0; k < NODES; k++)
			out[i][k] = i == k ? 0 : edges[i][k] ? 1 : 999;
	for (int over = 0; over < NODES; over++)
		for (int i = 0; i < NODES; i++)
			for (int k = 0; k < NODES; k++)
				if (out[i][over] + out[over][k] < out[i][k])
					out[i][k] = out[i][over] + out[over][k];
}

static void ways_are_shortest(void **unused)
{
	for (int round = 0; round < 30; round++) {
		static bool edges[NODES][NODES];
		static int far[NODES][NODES];
		for (int i = 0; i < NODES * NODES; i++)
			edges[i / NODES][i % NODES] = false;
		struct graph graph = by_chance(NODES * (uint32_t)(1 + round % 3), edges);
		measure(edges, far);
		for (uint32_t from = 0; from < NODES; from++)
			for (uint32_t to = 0; to < NODES; to++) {
				struct graph_path path;
				assert_true(graph_path_find(&graph, from, to, &path));
				bool forward = far[from][to] < 999, any = forward || far[to][from] < 999;
				assert_int_equal(path.count, !any ? 0 : 1 + (forward ? far[from][to] : far[to][from]));
				assert_true(!any || path.back == !forward);
				for (size_t i = 1; i < path.count; i++)
					assert_true(path.back ? edges[path.nodes[i]][path.nodes[i - 1]] : edges[path.nodes[i - 1]][path.nodes[i]]);
				assert_true(!any || (path.nodes[0] == from && path.nodes[path.count - 1] == to));
				graph_path_fini(&path);
			}
		graph_fini(&graph);
	}
}

static void without_memory_there_is_none(void **unused)
{
	static bool edges[NODES][NODES];
	struct graph graph = by_chance(NODES, edges);
	for (long calls = 0; calls < 2; calls++) {
		struct graph_path path;
		alloc_fail_after(calls);
		bool fine = graph_path_find(&graph, 0, 1, &path);
		alloc_fail_after(-1);
		assert_false(fine);
		assert_int_equal(path.count, 0);
		graph_path_fini(&path);
	}
	graph_fini(&graph);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ways_are_shortest), cmocka_unit_test(without_memory_there_is_none),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
