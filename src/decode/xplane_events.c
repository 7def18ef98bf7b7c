#include "decode/xplane_events.h"

enum { STAT_METADATA = 1, STAT_UNSIGNED = 3, STAT_SIGNED = 4, STAT_TEXT = 5, STAT_REF = 7 };

void xplane_learn(struct xplane_stats *stats, uint64_t id, struct slice name, bool nodes)
{
	static const char *const names[XPLANE_STATS] = {
		[XPLANE_STEP] = "step_num", [XPLANE_CORRELATION] = "correlation_id", [XPLANE_FLOW] = "flow",
		[XPLANE_PRODUCER] = "_p", [XPLANE_PRODUCER_TYPE] = "_pt", [XPLANE_CONSUMER] = "_c",
		[XPLANE_CONSUMER_TYPE] = "_ct", [XPLANE_TOTAL] = "bytes_allocated", [XPLANE_BYTES] = "allocation_bytes",
		[XPLANE_ADDRESS] = "addr", [XPLANE_ALLOCATOR] = "allocator_name", [XPLANE_SHAPE] = "shape",
		[XPLANE_LAYOUT] = "shape_with_layout",
		[XPLANE_NODE] = "tf_op",
	};
	for (int i = 0; i < (nodes ? XPLANE_STATS : XPLANE_NODE); i++)
		if (slice_equal(name, slice_of(names[i]))) {
			stats->of[i].id = id;
			stats->of[i].known = stats->any = true;
		}
}

static enum xplane_stat stat_of(const struct xplane_stats *stats, uint64_t id)
{
	int stat = 0;
	while (stat < XPLANE_STATS && !(stats->of[stat].known && stats->of[stat].id == id))
		stat++;
	return (enum xplane_stat)stat;
}

/* A number may be written as a text. */
void xplane_hear(const struct xplane_stats *stats, struct far *far, struct far_message stat, struct xplane_said *said)
{
	struct far_field field;
	struct far_message text = {0};
	enum xplane_stat which = XPLANE_STATS;
	int64_t number = -1;
	while (far_next(far, &stat, &field)) {
		if (far_is(&field, STAT_METADATA, WIRE_VARINT)) {
			which = stat_of(stats, field.number);
			if (which == XPLANE_STATS)
				return;
		} else if (field.type == WIRE_VARINT &&
		           (field.id == STAT_UNSIGNED || field.id == STAT_SIGNED || field.id == STAT_REF)) {
			number = (int64_t)field.number;
			text = (struct far_message){0};
		} else if (far_is(&field, STAT_TEXT, WIRE_BYTES)) {
			number = trace_parse_number(far_bytes(far, field.bytes));
			text = field.bytes;
		}
	}
	if (which == XPLANE_STATS)
		return;
	which = which == XPLANE_LAYOUT ? XPLANE_SHAPE : which;
	said->has[which] = true;
	said->numbers[which] = number;
	if (which == XPLANE_ALLOCATOR)
		said->allocator = text;
	else if (which == XPLANE_SHAPE)
		said->shape = text;
	else if (which == XPLANE_NODE)
		said->node = text;
}

/* ---- Flows ---- */

/* splitmix64's last steps (Steele, Lea, Flood 2014): ids of several kinds must not meet by chance. */
static uint64_t key_of(uint64_t kind, uint64_t id)
{
	uint64_t z = kind * UINT64_C(0x9E3779B97F4A7C15) ^ id;
	z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
	z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
	return z ^ z >> 31;
}

enum { KIND_CORRELATION = 1, KIND_FLOW, KIND_PRODUCER }; /* producers of a type: from there on */

struct adding {
	struct trace *trace;
	struct flow_end end;
	picoseconds time;
};

static bool add(struct adding *adding, const char *kind, enum flow_phase phase, uint64_t key)
{
	adding->end.key = key;
	adding->end.phase = (uint8_t)phase;
	return trace_name(adding->trace, slice_of(kind), &adding->end.name) &&
	       trace_add_flow_end(adding->trace, &adding->end, adding->time);
}

/* The two lowest bits are the direction, 1 in, 2 out, 3 both; the six highest a category (tsl's XFlow). */
static bool add_flow(struct adding *adding, uint64_t value)
{
	static const enum flow_phase phases[] = {[1] = FLOW_ENDS, [2] = FLOW_BEGINS, [3] = FLOW_GOES_ON};
	return !(value & 3) || add(adding, "flow", phases[value & 3], key_of(KIND_FLOW, value >> 2));
}

bool xplane_add_flows(struct trace *trace, uint32_t line, bool host, const struct xplane_said *said, picoseconds time,
                      uint64_t place)
{
	struct adding adding = {trace, {.line = line, .place = place, .binding = FLOW_OWN}, time};
	const int64_t *numbers = said->numbers;
	bool fine = true;
	if (said->has[XPLANE_CORRELATION] && numbers[XPLANE_CORRELATION] > 0)
		fine = add(&adding, "correlation", host ? FLOW_BEGINS : FLOW_ENDS,
		           key_of(KIND_CORRELATION, (uint64_t)numbers[XPLANE_CORRELATION]));
	if (said->has[XPLANE_FLOW])
		fine = fine && add_flow(&adding, (uint64_t)numbers[XPLANE_FLOW]);
	if (said->has[XPLANE_PRODUCER])
		fine = fine && add(&adding, "producer", FLOW_BEGINS,
		                   key_of(KIND_PRODUCER + (uint64_t)numbers[XPLANE_PRODUCER_TYPE], (uint64_t)numbers[XPLANE_PRODUCER]));
	if (said->has[XPLANE_CONSUMER])
		fine = fine && add(&adding, "producer", FLOW_ENDS,
		                   key_of(KIND_PRODUCER + (uint64_t)numbers[XPLANE_CONSUMER_TYPE], (uint64_t)numbers[XPLANE_CONSUMER]));
	return fine;
}

/* ---- Memory ---- */

bool xplane_add_memory(struct trace *trace, uint32_t line, bool taken, uint32_t pool, const struct xplane_said *said,
                       picoseconds time, uint64_t place)
{
	int64_t bytes = said->numbers[XPLANE_BYTES];
	if (!said->has[XPLANE_BYTES] || bytes < 0)
		return true;
	struct allocation allocation = {
		.line = line, .pool = pool, .place = place, .bytes = taken ? bytes : -bytes, .total = ALLOCATION_NO_TOTAL,
		.address = said->has[XPLANE_ADDRESS] ? (uint64_t)said->numbers[XPLANE_ADDRESS] : 0,
	};
	if (said->has[XPLANE_TOTAL] && said->numbers[XPLANE_TOTAL] >= 0)
		allocation.total = said->numbers[XPLANE_TOTAL];
	return trace_add_allocation(trace, &allocation, time);
}
