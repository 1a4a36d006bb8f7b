from maskapp.pipeline.sources.picture_problems import PictureProblems


def test_without_problems_there_are_no_messages() -> None:
    assert PictureProblems("folder").messages() == []


def test_each_kind_of_problem_is_one_message() -> None:
    problems = PictureProblems("folder")
    problems.miss("1.jpg")
    problems.leave_out("a.txt")
    problems.leave_out("b.mp4", "a video")
    problems.shorten("b.gif")
    problems.skip("c.jpg: cannot be read")
    problems.use_part("d.jpg")
    assert problems.messages() == [
        "folder: 2 entries are no pictures, and left out: a.txt, b.mp4 (a video)",
        "c.jpg: cannot be read",
        "folder: 1 picture is damaged, and only a part of it could be read: d.jpg",
        "folder: 1 picture is no longer there: 1.jpg",
        "folder: only the first image is used of animations and files with several pages: b.gif",
    ]


def test_many_problems_are_counted_rather_than_listed() -> None:
    problems = PictureProblems("folder")
    for number in range(10_000):
        problems.miss(f"{number}.jpg")
        problems.skip(f"{number}.png: damaged")
        problems.use_part(f"{number}.bmp")
    *named, more, damaged, missed = problems.messages()
    assert named == [f"{number}.png: damaged" for number in range(10)]
    assert more == "folder: 9,990 more pictures cannot be read"
    assert damaged.startswith("folder: 10,000 pictures are damaged, and only parts of them could")
    assert missed == (
        "folder: 10,000 pictures are no longer there: 0.jpg, 1.jpg, 2.jpg, 3.jpg, 4.jpg, 5.jpg,"
        " 6.jpg, 7.jpg, 8.jpg, 9.jpg and 9,990 more"
    )
