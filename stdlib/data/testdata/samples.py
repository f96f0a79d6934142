"""Makes the small samples of official layouts that the tests read, with the tools that
such files are made with: h5py, SciPy, LMDB, Pillow, tarfile and zipfile.

    python3 -m venv /tmp/samples && /tmp/samples/bin/pip install \
        h5py==3.14.0 scipy==1.15.3 lmdb==1.6.2 numpy==2.2.6 pillow==11.2.1
    cd stdlib/data/testdata && /tmp/samples/bin/python samples.py

The pictures are drawn here: no image of the sets themselves is part of andor. Each is a
gradient that tells its index, so that a test knows which image it got.
"""

import gzip
import io
import os
import shutil
import struct
import tarfile
import zipfile

import h5py
import lmdb
import numpy as np
from PIL import Image
from scipy.io import savemat


def pixels(i, h, w):
    """Image i: red grows to the right, green downwards, blue is 20*i everywhere."""
    x, y = np.meshgrid(np.linspace(0, 255, w), np.linspace(0, 255, h))
    return np.stack([x, y, np.full((h, w), 20.0 * i)], -1).round().astype(np.uint8)


def encoded(i, h, w, kind="JPEG", **options):
    out = io.BytesIO()
    Image.fromarray(pixels(i, h, w)).save(out, kind, **({"quality": 90} | options))
    return out.getvalue()


def write(path, data):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb" if isinstance(data, bytes) else "w") as f:
        f.write(data)


def put_zip(path, files):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as z:
        for name, data in files.items():
            z.writestr(zipfile.ZipInfo(name), data)


def put_tgz(path, files):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as f, gzip.GzipFile("", "wb", 9, f, 0) as g, tarfile.open(fileobj=g, mode="w") as t:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            t.addfile(info, io.BytesIO(data))


def mat(**variables):
    out = io.BytesIO()
    savemat(out, variables, do_compression=True)
    raw = out.getvalue()
    return b"MATLAB 5.0 MAT-file, sample".ljust(116) + raw[116:]  # without the date


def cells(texts, column=True):
    c = np.empty((len(texts), 1) if column else (1, len(texts)), object)
    c.flat[:] = texts
    return c


def celeba():
    names = [f"{i + 1:06d}.jpg" for i in range(6)]
    put_zip("celeba/Img/img_align_celeba.zip", {"img_align_celeba/" + n: encoded(i, 218, 178, quality=60) for i, n in enumerate(names)})
    write("celeba/Eval/list_eval_partition.txt", "".join(f"{n} {p}\n" for n, p in zip(names, [0, 0, 0, 1, 2, 2])))
    write("celeba/Anno/list_attr_celeba.txt", "6\nMale Smiling \n" + "".join(f"{n} {[-1, 1][i % 2]:2d} {[1, -1][i // 3]:2d}\n" for i, n in enumerate(names)))
    points = [69, 109, 106, 113, 77, 142, 73, 152, 108, 154]
    write("celeba/Anno/list_landmarks_align_celeba.txt", "6\nlefteye_x lefteye_y righteye_x righteye_y nose_x nose_y leftmouth_x leftmouth_y rightmouth_x rightmouth_y\n"
          + "".join(n + "  " + " ".join(f"{p + 4 * i:3d}" for p in points) + "\n" for i, n in enumerate(names)))
    write("celeba/Anno/list_bbox_celeba.txt", "6\nimage_id x_1 y_1 width height\n" + "".join(f"{n}    {95 + i}  71  226  313\n" for i, n in enumerate(names)))


def fashiongan():
    n, h, w = 5, 24, 20
    ih = np.stack([pixels(i, h, w) for i in range(n)]) / 255.0  # (N, H, W, C)
    ih = ih.transpose(0, 3, 2, 1).astype(np.float32)  # (N, C, W, H), as MATLAB's columns come out
    mean = ih.mean(0)
    os.makedirs("fashiongan", exist_ok=True)
    with h5py.File("fashiongan/G2.h5", "w") as f:
        f["ih"], f["ih_mean"] = ih - mean, mean
        f["b_"] = np.zeros((n, 1, w, h), np.float32)[:, :, :4, :4]
    write("fashiongan/ind.mat", mat(train_ind=np.array([[5], [1], [3]], np.float64), test_ind=np.array([[2], [4]], np.float64)))
    names = [f"img/WOMEN/Dresses/id_{i:08d}/0{i}_1_front.jpg" for i in range(n)]
    write("fashiongan/language_original.mat", mat(
        nameList=cells(names), engJ=cells([f"the lady wore dress {i}" for i in range(n)]),
        cate_new=np.array([[1], [2], [1], [3], [1]], np.uint8), color_=np.full((n, 1), 4, np.uint8),
        gender_=np.zeros((n, 1), np.uint8), sleeve_=np.ones((n, 1), np.uint8)))


def deepfashion():
    names = ["img/WOMEN/Dresses/id_00000002/02_1_front.jpg", "img/WOMEN/Dresses/id_00000002/02_2_side.jpg",
             "img/MEN/Denim/id_00000080/01_1_front.jpg", "img/MEN/Denim/id_00000080/01_7_additional.jpg"]
    put_zip("deepfashion/Img/img.zip", {n: encoded(i, 64, 48) for i, n in enumerate(names)})
    write("deepfashion/Eval/list_eval_partition.txt", "4\nimage_name item_id evaluation_status\n"
          + "".join(f"{n}    {n.split('/')[3]} {s}\n" for n, s in zip(names, ["train", "train", "query", "gallery"])))
    write("deepfashion/Anno/list_bbox_inshop.txt", "4\nimage_name clothes_type pose_type x_1 y_1 x_2 y_2\n"
          + "".join(f"{n} 3 1 {4 + i:03d} 008 {36 + i:03d} 056\n" for i, n in enumerate(names)))


def cars():
    box = [("bbox_x1", "O"), ("bbox_y1", "O"), ("bbox_x2", "O"), ("bbox_y2", "O")]
    train, test = 4, 3

    def annotations(n, labels):
        a = np.zeros((1, n), np.dtype(box + ([("class", "O")] if labels else []) + [("fname", "O")]))
        for i in range(n):
            a[0, i]["bbox_x1"], a[0, i]["bbox_y1"], a[0, i]["bbox_x2"], a[0, i]["bbox_y2"] = np.uint8(5 + i), np.uint16(9), np.uint8(44), np.uint8(40)
            if labels:
                a[0, i]["class"] = np.uint8(1 + i % 2)
            a[0, i]["fname"] = f"{i + 1:05d}.jpg"
        return a

    classes = cells(["AM General Hummer SUV 2000", "Acura RL Sedan 2012"], column=False)
    put_tgz("cars/cars_train.tgz", {f"cars_train/{i + 1:05d}.jpg": encoded(i, 48, 64) for i in range(train)})
    put_tgz("cars/cars_test.tgz", {f"cars_test/{i + 1:05d}.jpg": encoded(train + i, 48, 64) for i in range(test)})
    put_tgz("cars/car_devkit.tgz", {
        "devkit/README.txt": b"sample", "devkit/cars_meta.mat": mat(class_names=classes),
        "devkit/cars_train_annos.mat": mat(annotations=annotations(train, True)),
        "devkit/cars_test_annos.mat": mat(annotations=annotations(test, False))})
    n = train + test
    a = np.zeros((1, n), np.dtype([("relative_im_path", "O")] + box + [("class", "O"), ("test", "O")]))
    for i in range(n):
        a[0, i] = (f"car_ims/{i + 1:06d}.jpg", 5, 9, 44, 40, 1 + i % 2, int(i >= train))
    put_tgz("cars_combined/car_ims.tgz", {f"car_ims/{i + 1:06d}.jpg": encoded(i, 48, 64) for i in range(n)})
    write("cars_combined/cars_annos.mat", mat(annotations=a, class_names=classes))


def lsun(path, files):
    shutil.rmtree(path, ignore_errors=True)
    os.makedirs(path)
    with lmdb.open(path, map_size=1 << 20) as env:
        for key, data in files.items():  # one transaction each, so that both meta pages count
            with env.begin(write=True) as txn:
                txn.put(key.encode(), data)
    os.remove(path + "/lock.mdb")


def cifar10():
    record = lambda i: bytes([i % 10]) + pixels(i, 32, 32).transpose(2, 0, 1).tobytes()
    files = {"cifar-10-batches-bin/batches.meta.txt": b"airplane\nautomobile\nbird\ncat\ndeer\ndog\nfrog\nhorse\nship\ntruck\n\n"}
    for b in range(5):
        files[f"cifar-10-batches-bin/data_batch_{b + 1}.bin"] = record(2 * b) + record(2 * b + 1)
    files["cifar-10-batches-bin/test_batch.bin"] = record(10) + record(11)
    put_tgz("cifar10/cifar-10-binary.tar.gz", files)


def mnist():
    for part, first, n in [("train", 0, 4), ("t10k", 4, 2)]:
        images = np.stack([pixels(i, 28, 28)[..., 0] // 2 + i for i in range(first, first + n)])
        for name, magic, dims, data in [("images-idx3-ubyte", 0x803, (n, 28, 28), images.tobytes()),
                                        ("labels-idx1-ubyte", 0x801, (n,), bytes(i % 10 for i in range(first, first + n)))]:
            body = struct.pack(f">{1 + len(dims)}I", magic, *dims) + data
            write(f"mnist/{part}-{name}" + (".gz" if part == "train" else ""), gzip.compress(body, 9, mtime=0) if part == "train" else body)


def odd():
    """Pictures that few programs write: all mid grey, animations in their first frame."""
    grey = Image.new("RGB", (9, 9), (128, 128, 128))
    os.makedirs("odd", exist_ok=True)
    Image.new("CMYK", (9, 9), (0, 0, 0, 127)).save("odd/cmyk.jpg", quality=95)
    frames = [Image.new("RGB", (9, 9), c) for c in ("red", "blue")]
    grey.save("odd/animated.gif", save_all=True, append_images=frames)
    grey.save("odd/animated.webp", save_all=True, append_images=frames)


def hdf5_forms():
    """The same numbers, 0 to 59 as 5x3x4, in each form the reader knows."""
    os.makedirs("../internal/hdf5/testdata", exist_ok=True)
    x = np.arange(60, dtype=np.float32).reshape(5, 3, 4)
    with h5py.File("../internal/hdf5/testdata/forms.h5", "w", userblock_size=512) as f:
        f["whole"] = x
        f["double"] = x.astype(">f8")
        f["signed"] = (x - 30).astype("<i2")
        f["bytes"] = x.astype(np.uint8)
        f.create_dataset("chunked", data=x, chunks=(2, 2, 3))
        f.create_dataset("packed", data=x, chunks=(2, 3, 3), compression="gzip", shuffle=True, fletcher32=True)
        f.create_dataset("sparse", (5, 3, 4), "f4", chunks=(1, 3, 4))[3] = x[3]
        f.create_group("group/inner")["x"] = x[:, 0, 0]
        f["scalar"] = 7.0
        f["text"] = "no numbers"
        dcpl = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
        dcpl.set_layout(h5py.h5d.COMPACT)
        h5py.h5d.create(f.id, b"compact", h5py.h5t.IEEE_F32LE, h5py.h5s.create_simple(x.shape), dcpl).write(h5py.h5s.ALL, h5py.h5s.ALL, x)
    with h5py.File("../internal/hdf5/testdata/latest.h5", "w", libver="latest") as f:
        f["whole"] = x
        f.create_dataset("chunked", data=x, chunks=(2, 2, 3))


def mat_forms():
    os.makedirs("../internal/matfile/testdata", exist_ok=True)
    s = np.zeros((1, 2), np.dtype([("name", "O"), ("value", "O")]))
    s[0, 0], s[0, 1] = ("first", 1.5), ("second", cells(["a", "b"]))
    values = dict(f8=np.array([[1.5, -2.0, 3.0]]), f4=np.float32([[0.25]]), u1=np.uint8([[200]]), i2=np.int16([[-3, 4]]), i4=np.int32([[-70000]]),
                  i8=np.int64([[-5]]), text="motor", wide="Ünïcode", rows=np.array(["abc", "def"]), s=s, empty=np.zeros((0, 0)))
    for name, packed in [("plain", False), ("packed", True)]:
        out = io.BytesIO()
        savemat(out, values, do_compression=packed)
        write(f"../internal/matfile/testdata/{name}.mat", b"MATLAB 5.0 MAT-file, sample".ljust(116) + out.getvalue()[116:])


def lmdb_deep():
    """A tree of two levels, values on pages of their own among them, compacted."""
    lsun("deep", {f"key {i * 7919 % 100:03d} " + "x" * 100: (b"%d " % i) * (1 if i % 50 else 1500) for i in range(100)})
    os.makedirs("deep/compact")
    with lmdb.open("deep") as env:
        env.copy("deep/compact", compact=True)
    os.makedirs("../internal/lmdb/testdata", exist_ok=True)
    shutil.move("deep/compact/data.mdb", "../internal/lmdb/testdata/deep.mdb")
    shutil.rmtree("deep")


celeba()
fashiongan()
deepfashion()
cars()
lsun("lsun/bedroom_train_lmdb", {f"{hash_:040x}": encoded(i, 32, 40, "WEBP" if i % 2 else "JPEG") for i, hash_ in enumerate([9, 3, 7, 1, 5])})
cifar10()
mnist()
odd()
hdf5_forms()
mat_forms()
lmdb_deep()
