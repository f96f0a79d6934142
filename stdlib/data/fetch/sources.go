package fetch

import "slices"

// Source is something published, in one file or several.
type Source struct {
	Name    string // as in a command: "cifar10"
	Title   string
	Loader  string // the word of a data block that reads it; "" for weights
	Images  int    // 0 for weights
	Page    string // where its authors describe it
	Licence string // their terms, in their words where they are short
	Files   []File
	ByHand  string // how to get what has no address of its own; Files then have no URL
}

const research = "for non-commercial research purposes only"

// drive is the address of a public file of Google Drive.
func drive(id string) string {
	return "https://drive.usercontent.google.com/download?id=" + id + "&export=download&confirm=t"
}

const (
	mnistMirror   = "https://ossci-datasets.s3.amazonaws.com/mnist/"
	fashionServer = "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/"
)

var sources = []Source{
	{Name: "celeba", Title: "CelebA, aligned and cropped faces", Loader: "celeba", Images: 202599, Page: "http://mmlab.ie.cuhk.edu.hk/projects/CelebA.html",
		Licence: "The CelebA dataset is available for non-commercial research purposes only. You agree not to reproduce, duplicate, copy, sell, trade, resell or exploit for any commercial purposes, any portion of the images and any portion of derived data, and not to further copy, publish or distribute any portion of the CelebA dataset. The face identities are released upon request for research purposes only.",
		Files: []File{
			{Name: "img_align_celeba.zip", URL: drive("0B7EVK8r0v71pZjFTYXZWM3FlRnM"), MD5: "00d2c5bc6d35e252742224ab0c1e8fcb"},
			{Name: "list_attr_celeba.txt", URL: drive("0B7EVK8r0v71pblRyaVFSWGxPY0U"), MD5: "75e246fa4810816ffd6ee81facbd244c"},
			{Name: "list_bbox_celeba.txt", URL: drive("0B7EVK8r0v71pbThiMVRxWXZ4dU0"), MD5: "00566efa6fedff7a56946cd1c10f1c16"},
			{Name: "list_landmarks_align_celeba.txt", URL: drive("0B7EVK8r0v71pd0FJY3Blby1HUTQ"), MD5: "cc24ecafdb5b50baae59b03474781f8c"},
			{Name: "list_eval_partition.txt", URL: drive("0B7EVK8r0v71pY0NSMzRuSXJEVkk"), MD5: "d32c9cbf5e040fd4025c592c306e6668"},
		}},
	{Name: "fashiongan", Title: "FashionGAN, people of 128x128 (HumanFashion)", Loader: "fashiongan", Images: 78979, Page: "http://mmlab.ie.cuhk.edu.hk/projects/FashionGAN/",
		Licence: "Part of DeepFashion: available " + research + ".",
		ByHand:  `download G2.zip, ind.mat and language_original.mat from "Fashion Synthesis Benchmark" on http://mmlab.ie.cuhk.edu.hk/projects/DeepFashion.html into one folder`,
		Files:   []File{{Name: "G2.zip"}, {Name: "ind.mat"}, {Name: "language_original.mat"}}},
	{Name: "deepfashion", Title: "DeepFashion, In-shop Clothes Retrieval", Loader: "deepfashion", Images: 52712, Page: "http://mmlab.ie.cuhk.edu.hk/projects/DeepFashion/InShopRetrieval.html",
		Licence: "The DeepFashion dataset is available " + research + ".",
		ByHand:  "download Img/img.zip, Eval/list_eval_partition.txt and Anno/list_bbox_inshop.txt from the page into one folder; the high-resolution images need a password, for which one signs an agreement",
		Files:   []File{{Name: "img.zip"}, {Name: "list_eval_partition.txt"}, {Name: "list_bbox_inshop.txt"}}},
	{Name: "cars", Title: "Stanford Cars", Loader: "cars", Images: 16185, Page: "https://ai.stanford.edu/~jkrause/cars/car_dataset.html",
		Licence: "The images are for research purposes only; their copyrights belong to their owners. (The server has often been without the files since 2023: copies are found by their checksums, which andor-kernel data verify compares.)",
		Files: []File{
			{Name: "cars_train.tgz", URL: "http://ai.stanford.edu/~jkrause/car196/cars_train.tgz", MD5: "065e5b463ae28d29e77c1b4b166cfe61"},
			{Name: "cars_test.tgz", URL: "http://ai.stanford.edu/~jkrause/car196/cars_test.tgz", MD5: "4ce7ebf6a94d07f1952d94dd34c4d501"},
			{Name: "car_devkit.tgz", URL: "https://ai.stanford.edu/~jkrause/cars/car_devkit.tgz", MD5: "c3b158d763b6e2245038c8ad08e45376"},
		}},
	{Name: "lsun", Title: "LSUN bedrooms, 43 GB", Loader: "lsun", Images: 3033042, Page: "https://github.com/fyu/lsun",
		Licence: "The images were found on the web and labelled by their authors; they give them out for research and name no licence. No checksum is published.",
		Files: []File{
			{Name: "bedroom_train_lmdb.zip", URL: "http://dl.yf.io/lsun/scenes/bedroom_train_lmdb.zip"},
			{Name: "bedroom_val_lmdb.zip", URL: "http://dl.yf.io/lsun/scenes/bedroom_val_lmdb.zip"},
		}},
	{Name: "cifar10", Title: "CIFAR-10, binary version", Loader: "cifar10", Images: 60000, Page: "https://www.cs.toronto.edu/~kriz/cifar.html",
		Licence: "No licence is named; its author asks to cite \"Learning Multiple Layers of Features from Tiny Images\", Alex Krizhevsky, 2009.",
		Files:   []File{{Name: "cifar-10-binary.tar.gz", URL: "https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz", MD5: "c32a1d4ab5d03f1284b67883e8d87530"}}},
	{Name: "mnist", Title: "MNIST", Loader: "mnist", Images: 70000, Page: "http://yann.lecun.com/exdb/mnist/",
		Licence: "Yann LeCun and Corinna Cortes hold the copyright of MNIST, which is made available under the terms of the Creative Commons Attribution-Share Alike 3.0 licence.",
		Files: []File{
			{Name: "train-images-idx3-ubyte.gz", URL: mnistMirror + "train-images-idx3-ubyte.gz", MD5: "f68b3c2dcbeaaa9fbdd348bbdeb94873"},
			{Name: "train-labels-idx1-ubyte.gz", URL: mnistMirror + "train-labels-idx1-ubyte.gz", MD5: "d53e105ee54ea40749a09fcbcd1e9432"},
			{Name: "t10k-images-idx3-ubyte.gz", URL: mnistMirror + "t10k-images-idx3-ubyte.gz", MD5: "9fb629c4189551a2d022fa330f9573f3"},
			{Name: "t10k-labels-idx1-ubyte.gz", URL: mnistMirror + "t10k-labels-idx1-ubyte.gz", MD5: "ec29112dd5afa0611ce80d1b7f02629c"},
		}},
	{Name: "fashion-mnist-debian", Title: "Fashion-MNIST as Debian packs it", Loader: "mnist", Images: 70000, Page: "https://packages.debian.org/dataset-fashion-mnist",
		Licence: "The MIT License. Copyright 2017 Zalando SE.",
		ByHand:  "apt-get install dataset-fashion-mnist; it comes to /usr/share/datasets/fashion-mnist",
		Files: []File{
			{Name: "train-images-idx3-ubyte.gz", MD5: "cf8536b0aa1a6ac5fa3f23001093305c"},
			{Name: "train-labels-idx1-ubyte.gz", MD5: "10bea18fdb374794d4bb42e356e600c9"},
			{Name: "t10k-images-idx3-ubyte.gz", MD5: "f78720b4224f21cce2f2ccf2d7a94c9a"},
			{Name: "t10k-labels-idx1-ubyte.gz", MD5: "0d30e22e447f3c33dab9ed536400ac01"},
		}},
	{Name: "fashion-mnist", Title: "Fashion-MNIST", Loader: "mnist", Images: 70000, Page: "https://github.com/zalandoresearch/fashion-mnist",
		Licence: "The MIT License. Copyright 2017 Zalando SE.",
		Files: []File{
			{Name: "train-images-idx3-ubyte.gz", URL: fashionServer + "train-images-idx3-ubyte.gz", MD5: "8d4fb7e6c68d591d4c3dfef9ec88bf0d"},
			{Name: "train-labels-idx1-ubyte.gz", URL: fashionServer + "train-labels-idx1-ubyte.gz", MD5: "25c81989df183df01b3e8a0aad5dffbe"},
			{Name: "t10k-images-idx3-ubyte.gz", URL: fashionServer + "t10k-images-idx3-ubyte.gz", MD5: "bef4ecab320f06d8554ea6380940ec79"},
			{Name: "t10k-labels-idx1-ubyte.gz", URL: fashionServer + "t10k-labels-idx1-ubyte.gz", MD5: "bb300cfdad3c16e7a12a480ee83cd310"},
		}},
}

var weights = []Source{
	{Name: "inception", Title: "Inception-v3 as FID is defined over it: the graph of 2015-12-05, converted for PyTorch, 95 MB",
		Page:    "https://github.com/mseitzer/pytorch-fid",
		Licence: "Apache License 2.0: the weights of TensorFlow's graph inception-2015-12-05 (The TensorFlow Authors), which pytorch-fid gives out under the same licence. They were trained on ImageNet, whose images are for non-commercial research and education.",
		Files: []File{{Name: "pt_inception-2015-12-05-6726825d.pth", SHA256: "6726825d",
			URL: "https://github.com/mseitzer/pytorch-fid/releases/download/fid_weights/pt_inception-2015-12-05-6726825d.pth"}}},
	{Name: "nsfwjs", Title: "Inception-v3 of the npm package nsfwjs, in 8 bits, 25 MB: another feature map, where the weights of FID are out of reach",
		Page:    "https://github.com/infinitered/nsfwjs",
		Licence: "The MIT License. Copyright (c) 2019 Infinite Red, Inc. The network was trained to tell indecent pictures from others.",
		Files: []File{{Name: "nsfwjs-4.3.0.tgz", Size: 25336605, SHA256: "4496790efc9bdc6f3e85a826a8e482c1fa1e9db4b3d18c095e98cc0c73cfb12f",
			URL: "https://registry.npmjs.org/nsfwjs/-/nsfwjs-4.3.0.tgz"}}},
}

// Weights lists the published weights of networks that images are judged with. The result is
// the caller's own.
func Weights() []Source { return slices.Clone(weights) }

// Sources lists the data sets that are known. The result is the caller's own.
func Sources() []Source { return slices.Clone(sources) }

// Find is the data set of a name, FindWeights the weights.
func Find(name string) (Source, bool)        { return find(sources, name) }
func FindWeights(name string) (Source, bool) { return find(weights, name) }

func find(among []Source, name string) (Source, bool) {
	i := slices.IndexFunc(among, func(s Source) bool { return s.Name == name })
	if i < 0 {
		return Source{}, false
	}
	return among[i], true
}

// Known lists the published files of a name that have a checksum: MNIST and Fashion-MNIST
// call theirs alike.
func Known(name string) []File {
	var out []File
	for _, s := range sources {
		for _, f := range s.Files {
			if f.Name == name && f.MD5+f.SHA256 != "" {
				out = append(out, f)
			}
		}
	}
	return out
}
