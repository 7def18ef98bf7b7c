#include "data/ndarray.h"

#include <stdlib.h>

void ndarray_fini(struct ndarray *ndarray)
{
	free(ndarray->dims);
	free(ndarray->bits);
	free(ndarray->texts);
	*ndarray = (struct ndarray){0};
}
