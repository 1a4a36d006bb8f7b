"""The studies behind the network: `python -m maskapp.training.studies KIND --data DIR …`.

duplicates finds pictures made from one photograph; its lists replace those in training/data
noise      classifies every picture by a network that has not seen it, and lists doubtful labels
           for a person to check; corrections go into label_corrections.csv
sources    trains without one collection at a time and measures on that collection
networks   trains networks of several sizes and compares accuracy, file size and time
forms      compares the program's network in Keras with the file that the program runs
rendered   classifies rendered hands, beards, scarves and masks by the program's network
detectors  compares CenterFace with the program's own detector: faces detected and time
attributes classifies held-out faces by the program's network, by skin, beard, glasses and head
           covering; a person noted these in face_attributes.csv
attributes-sample
           draws the faces for that list
flicker    counts how labels change in the clips of a folder, and compares them with the truth of
           the clips that packaging/make_changing_clips.py composes
cadence    compares sizes and intervals of the live search on videos
leaks      records videos with blurred faces, and counts the faces that can be seen

A study that trains can be stopped and resumed like `maskapp train`. Its trainings are shorter than
that of the program's network: their numbers are only for comparison.
"""

import argparse
import sys
from dataclasses import asdict, replace
from pathlib import Path

from maskapp.display_names import foreign_message, printable
from maskapp.errors import MaskappError
from maskapp.paths import training_plan
from maskapp.training.data.dataset import locate_faces, read_collections
from maskapp.training.fitting.model_files import describe_samples
from maskapp.training.fitting.train import describe_start, require_same_task
from maskapp.training.plan import read_plan
from maskapp.training.studies.attributes import study_attributes
from maskapp.training.studies.attributes_sample import study_attributes_sample
from maskapp.training.studies.compare_detectors import study_detectors
from maskapp.training.studies.compare_networks import compare_forms, compare_networks
from maskapp.training.studies.face_leaks import study_leaks
from maskapp.training.studies.label_changes import study_label_changes
from maskapp.training.studies.label_noise import study_label_noise
from maskapp.training.studies.near_duplicates import study_near_duplicates
from maskapp.training.studies.rendered_things import study_rendered_things
from maskapp.training.studies.search_cadence import study_cadence
from maskapp.training.studies.unseen_collections import study_unseen_collections

_STEPS = 80
_FINE_EPOCHS = 2
_EXIT_BAD_USE, _EXIT_INTERRUPTED = 2, 130


_STUDIES = {
    "duplicates": study_near_duplicates,
    "noise": study_label_noise,
    "sources": study_unseen_collections,
    "networks": compare_networks,
    "forms": compare_forms,
    "rendered": study_rendered_things,
}
_WITHOUT_SAMPLES = {  # read the data themselves
    "detectors": study_detectors,
    "attributes": study_attributes,
    "attributes-sample": study_attributes_sample,
    "flicker": study_label_changes,
    "cadence": study_cadence,  # of videos
    "leaks": study_leaks,  # of videos
}
_WITH_TRAININGS = ("noise", "sources", "networks")


def main() -> int:
    """Run the study named on the command line and return the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("kind", choices=[*_STUDIES, *_WITHOUT_SAMPLES])
    parser.add_argument(
        "--data",
        type=Path,
        required=True,
        nargs="+",
        metavar="DIR",
        help="folders as for training; of clips for flicker; videos for cadence and leaks",
    )
    parser.add_argument("--base-weights", type=Path, metavar="FILE")
    parser.add_argument("--output", type=Path, required=True, metavar="DIR")
    options = parser.parse_args()
    try:
        _run(options)
    except MaskappError as error:
        print(error, file=sys.stderr)
        return _EXIT_BAD_USE
    except OSError as error:
        place = printable(str(error.filename or options.output))
        print(f"{place}: {error.strerror or foreign_message(error)}", file=sys.stderr)
        return _EXIT_BAD_USE
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return _EXIT_INTERRUPTED
    return 0


def _run(options: argparse.Namespace) -> None:
    options.output.mkdir(parents=True, exist_ok=True)
    if options.kind in _WITHOUT_SAMPLES:
        _WITHOUT_SAMPLES[options.kind](options.data, options.output)
        return
    pictures = read_collections(options.data)
    samples = locate_faces(pictures, options.output / "faces.npz")
    plan = replace(read_plan(training_plan()), steps=_STEPS, fine_epochs=_FINE_EPOCHS)
    if options.kind in _WITH_TRAININGS:
        start, data = describe_start(options.base_weights, None), describe_samples(samples)
        require_same_task({"plan": asdict(plan), "start": start, "data": data}, options.output)
    _STUDIES[options.kind](samples, options.base_weights, plan, options.output)


if __name__ == "__main__":
    sys.exit(main())
