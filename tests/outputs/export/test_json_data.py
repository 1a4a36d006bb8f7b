import json
from datetime import datetime

from maskapp.outputs.snapshots.true_label import TrueLabel


def test_each_snapshot_has_all_fields(three_ids, export):
    content = json.loads(export(".json").read_bytes())
    assert content["program"].startswith("maskapp ")
    assert datetime.fromisoformat(content["exported_at"]).tzinfo is not None
    assert [snapshot["id"] for snapshot in content["snapshots"]] == three_ids
    assert content["snapshots"][1] == {
        "id": three_ids[1],
        "taken_at": "2026-05-17T09:32:00.000+02:00",
        "kind": "automatic",
        "source": "Tür 口",
        "faces": [
            {
                "track": 1,
                "box": [1.5, 2.0, 30.0, 40.0],
                "label": "incorrect_mask",
                "confidence": 0.875,
            }
        ],
        "note": 'Two lines,\n"quoted"',
        "picture": "pictures/2026-05-17_09-32-00.000.jpg",
        "plain_picture": "pictures/2026-05-17_09-32-00.000-plain.jpg",
    }


def test_a_corrected_face_says_what_it_is(log, three_ids, export):
    log.correct(three_ids[1], {1: TrueLabel.NOT_A_FACE})
    content = json.loads(export(".json").read_bytes())
    (face,) = content["snapshots"][1]["faces"]
    assert (face["label"], face["corrected"]) == ("incorrect_mask", "not_a_face")


def test_an_empty_log_is_an_empty_list(log, export):
    assert json.loads(export(".json").read_bytes())["snapshots"] == []


def test_an_event_has_its_facts(log, event_id, export):
    (snapshot,) = json.loads(export(".json").read_bytes())["snapshots"]
    assert snapshot["event"] == {
        "person": 1,
        "label": "without_mask",
        "start": "2026-05-17T09:31:00.000+02:00",
        "length_s": 42.9,
        "ended": "put_on",
    }
