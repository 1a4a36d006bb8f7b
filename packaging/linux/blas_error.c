/* Takes the place of libblas.a's own, which cannot be linked into a shared library. */
#include <stdio.h>
#include <stdlib.h>

void cblas_xerbla(int parameter, const char *routine, const char *form, ...)
{
    (void)form;
    fprintf(stderr, "maskapp: parameter %d of %s is wrong\n", parameter, routine);
    abort();
}
