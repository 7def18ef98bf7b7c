/* Facts of a tensor are consistent with one another. */
#include "fuzz/target.h"

#include "read/tensor.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct tensor_facts facts;
	if (tensor_facts(bytes, length, &facts))
		return 0;
	kind_set fits = tensor_fits(&facts);
	if ((facts.text || facts.real || facts.one_number) && !facts.decodable)
		abort();
	if (facts.one_number && (facts.text || facts.elements != 1))
		abort();
	if ((fits & KIND_BIT(KIND_SCALAR)) && (fits & KIND_BIT(KIND_TEXT)))
		abort();
	if (!(fits & KIND_BIT(KIND_TENSOR)))
		abort();
	return 0;
}
