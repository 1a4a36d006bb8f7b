/* In place of SVT-AV1, 7 MB: says that there is no AV1 encoder. Maskapp writes H.264 only. */
#include <stdint.h>

#define BAD_PARAMETER ((int32_t)0x80001005)
#define REFUSE(name) int32_t name(void) { return BAD_PARAMETER; }

REFUSE(svt_add_metadata)
REFUSE(svt_av1_enc_deinit)
REFUSE(svt_av1_enc_deinit_handle)
REFUSE(svt_av1_enc_get_packet)
REFUSE(svt_av1_enc_get_stream_info)
REFUSE(svt_av1_enc_init)
REFUSE(svt_av1_enc_init_handle)
REFUSE(svt_av1_enc_parse_parameter)
REFUSE(svt_av1_enc_release_out_buffer)
REFUSE(svt_av1_enc_send_picture)
REFUSE(svt_av1_enc_set_parameter)
REFUSE(svt_av1_enc_stream_header)
REFUSE(svt_av1_enc_stream_header_release)
REFUSE(svt_metadata_array_free)
