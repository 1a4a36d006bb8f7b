/* In place of x265, 20 MB twice: says that there is no HEVC encoder. Maskapp writes H.264 only. */
#include <stddef.h>

#define JOIN(name, build) name##build
#define NAME(name, build) JOIN(name, build)

const void *NAME(x265_api_get_, X265_BUILD)(int bit_depth)
{
    (void)bit_depth;
    return NULL;
}

void x265_cleanup(void)
{
}
